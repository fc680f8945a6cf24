// How far a play is: the place now, what was really played, and where it counts.

import { h, swap } from './dom.js';
import { length, rule } from './words.js';

const percentOf = (part, whole) => (whole > 0 ? Math.min(100, (part / whole) * 100) : 0);
const round = (value) => `${Math.round(value)} %`;

export function progressView() {
  const credit = h('div', { className: 'bar-credit' });
  const place = h('div', { className: 'bar-place' });
  const marks = h('div', { className: 'bar-marks' });
  const bar = h(
    'div',
    { className: 'bar', role: 'progressbar', 'aria-label': 'This play', 'aria-valuemin': '0', 'aria-valuemax': '100' },
    credit,
    place,
    marks,
  );
  const numbers = h('dl', { className: 'numbers' });
  const words = h('p', { className: 'counts', role: 'status' });
  const element = h('div', { className: 'progress' }, bar, numbers, words);

  return {
    element,
    // `targets` are the rules watched: `{rule, names}`, with the services each is for.
    update(progress, targets) {
      const { position, duration, credited } = progress;
      const at = percentOf(position, duration);
      place.style.setProperty('--at', `${at}%`);
      credit.style.setProperty('--at', `${percentOf(credited, duration)}%`);
      bar.setAttribute('aria-valuenow', String(Math.round(at)));
      bar.setAttribute('aria-valuetext', `at ${round(at)}, ${length(credited)} played`);
      bar.dataset.met = String(targets.length > 0 && targets.every((target) => isMet(progress, target)));
      swap(marks, ...[...new Set(targets.map((target) => target.rule.percent))].map(mark));
      swap(
        numbers,
        ...figure('Place', duration > 0 ? `${length(position)} of ${length(duration)}` : length(position)),
        ...figure('Played', needed(targets, duration) ? `${length(credited)}, needs ${length(needed(targets, duration))}` : length(credited)),
      );
      swap(words, sentence(progress, targets));
    },
  };
}

const isMet = (progress, { rule: { id } }) => progress.rules.some((one) => one.id === id && one.met);

function mark(percent) {
  const element = h('span', { className: 'bar-mark' }, h('span', {}, round(percent)));
  element.style.setProperty('--at', `${percent}%`);
  return element;
}

const figure = (name, value) => [h('div', {}, h('dt', {}, name), h('dd', {}, value))];

// The most that any rule wants really played, in seconds of media time.
function needed(targets, duration) {
  if (!(duration > 0)) return 0;
  return Math.max(0, ...targets.map(({ rule: { type, percent, factor } }) => (
    (percent / 100) * duration * (type === 'music' ? 1 : factor)
  )));
}

function sentence(progress, targets) {
  if (progress.other) return 'Another tab counts this one; here it only plays.';
  const met = targets.filter((target) => isMet(progress, target));
  const open = targets.filter((target) => !isMet(progress, target));
  const parts = [];
  if (met.length > 0) parts.push(`Counted${all(met) && ` for ${all(met)}`}.`);
  for (const target of open) {
    const counts = target.names.length > 1 ? 'count' : 'counts';
    parts.push(`${all([target]) || 'A play'} ${counts} ${rule(target.rule)}.`);
  }
  return parts.join(' ');
}

const all = (targets) => new Intl.ListFormat('en').format(targets.flatMap((target) => target.names));
