// How far a play is: the place now, what was really played, and where it counts for whom.

import { length, list, percent } from '../../words/format.js';
import { t } from '../../words/index.js';
import { needed } from './targets.js';

const shareOf = (part, whole) => (whole > 0 ? Math.min(1, part / whole) : 0);
const at = (share) => ({ '--at': `${share * 100}%` });

// `met` are the ids of the rules that were met; `other`: another tab counts it.
export function Progress({ position, duration, credited, targets, met, other, compact }) {
  const isMet = ({ rule }) => met.includes(rule.id);
  const place = shareOf(position, duration);
  const wants = needed(targets, duration);
  const done = targets.length > 0 && targets.every(isMet);
  const places = marks(targets);
  return (
    <div class="progress">
      <div
        class="bar" role="progressbar" aria-label={t('now.this_play')} aria-valuemin="0" aria-valuemax="100"
        aria-valuenow={Math.round(place * 100)} aria-valuetext={t('now.place_said', { place: percent(place), played: length(credited) })}
        data-met={done} style={{ '--rows': places.length }}
      >
        <div class="bar-credit" style={at(shareOf(credited, duration))} />
        <div class="bar-place" style={at(place)} />
        {places.map((mark) => <Mark key={mark.percent} {...mark} />)}
      </div>
      <dl class="numbers">
        <div><dt>{t('now.place')}</dt><dd>{duration > 0 ? t('now.of', { part: length(position), whole: length(duration) }) : length(position)}</dd></div>
        <div><dt>{t('now.played')}</dt><dd>{wants ? t('now.needs', { part: length(credited), whole: length(wants) }) : length(credited)}</dd></div>
      </dl>
      {(!compact || other || met.length > 0) && <p class="counts" role="status">{other ? t('now.other_tab') : sentence(targets, isMet)}</p>}
    </div>
  );
}

// One for each place where something counts, with the names of all for whom it does.
function marks(targets) {
  const places = Map.groupBy(targets, ({ rule }) => rule.percent);
  return [...places].sort(([one], [other]) => one - other)
    .map(([share, rules], row) => ({ percent: share, names: rules.flatMap(({ names }) => names), row }));
}

const MOST_NAMES = 2;

function Mark({ percent: share, names, row }) {
  const named = names.length > MOST_NAMES ? t('now.services', { count: names.length }) : names.join(', ');
  return (
    <span class="bar-mark" style={{ '--at': `${share}%`, '--row': row }} data-end={share > 50}>
      <span>{[percent(share / 100), named].filter(Boolean).join(' ')}</span>
    </span>
  );
}

function sentence(targets, isMet) {
  const met = targets.filter(isMet);
  const names = (some) => list(some.flatMap((target) => target.names));
  const parts = targets.filter((target) => !isMet(target)).map((target) => (
    t('now.counts', { who: names([target]), count: target.names.length, rule: inWords(target.rule) })));
  if (met.length > 0) parts.unshift(t('now.counted', { who: names(met) }));
  return parts.join(' ');
}

function inWords(rule) {
  if (rule.type === 'music') return t('now.rule_music', { share: percent(rule.percent / 100), half: rule.percent === 50, minutes: rule.seconds / 60 });
  return t(rule.factor > 0 ? 'now.rule_played' : 'now.rule_place', { place: percent(rule.percent / 100), share: percent(rule.factor), half: rule.factor === 0.5 });
}
