// The rows of an import, page by page, and what each unclear one may be.

import { hub } from '../hub.js';
import { h, swap } from './dom.js';
import { named } from './words.js';

const NUMBER = new Intl.NumberFormat('en');
const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const PAGE = 25;
const SORTS = { new: 'New', known: 'Known', unclear: 'Unclear', refused: 'Refused', left_out: 'Left out' };

export function rowsView(id, { chose }) {
  const sorts = h('div', { className: 'sorts', role: 'group', 'aria-label': 'Which rows' });
  const body = h('tbody');
  const table = h(
    'table',
    { className: 'rows', 'aria-label': 'Rows' },
    h('thead', {}, h('tr', {}, ...['Title', 'When', 'What comes of it'].map((text) => h('th', { scope: 'col' }, text)))),
    body,
  );
  const pages = h('div', { className: 'pages' });
  const element = h('div', { className: 'stack', hidden: true }, sorts, table, pages);
  // Where each page begins.
  let starts = [0];
  let outcome;
  let job;
  let asked = 0;

  async function read() {
    const turn = (asked += 1);
    const { rows, next } = await hub.importRows(id, { from: starts.at(-1), limit: PAGE, outcome });
    // Somebody went on meanwhile.
    if (turn !== asked) return;
    swap(body, ...rows.map(line));
    table.hidden = rows.length === 0;
    const paged = starts.length > 1 || next !== null;
    const move = (name, text, to) => h('button', { type: 'button', id: `${name}-${id}`, disabled: !to, onclick: () => { to(); turnTo(); } }, text);
    swap(
      pages,
      paged && move('back', 'Earlier rows', starts.length > 1 && (() => starts.pop())),
      rows.length === 0 && h('p', { className: 'hint' }, 'None of these.'),
      paged && h('span', { className: 'hint' }, `Page ${starts.length}`),
      next !== null && move('on', 'Further rows', () => starts.push(next)),
    );
  }

  const turnTo = () => read().catch((error) => swap(pages, h('p', { className: 'problem', role: 'alert' }, error.message)));

  function line(row) {
    const { outcome: what } = row;
    return h('tr', { 'data-row': row.row }, h('td', {}, row.title || '–'), h('td', {}, when(row)), h('td', {}, told(row), what.outcome === 'unclear' && job.state === 'ready' && choices(row)));
  }

  function choices({ row, title, outcome: { candidates } }) {
    const button = (at, text, label, work) => h(
      'button',
      { type: 'button', id: `choose-${at}-${row}-${id}`, 'aria-label': label, onclick: () => chose({ row, work, same: true }) },
      text,
    );
    return h(
      'div',
      { className: 'choices' },
      ...candidates.map((work, at) => button(at, kinded(work), `${title} is ${kinded(work)}`, work)),
      button('out', 'Leave it out', `Leave ${title} out`, null),
    );
  }

  function show(sort) {
    outcome = sort;
    starts = [0];
    update(job, true);
  }

  function update(next, again) {
    job = next;
    element.hidden = job.state === 'asking' || job.total === 0;
    // What is unclear is what the person is here for.
    if (outcome === undefined && job.state === 'ready') outcome = job.counts.unclear > 0 ? 'unclear' : 'new';
    const sort = ([name, text]) => h(
      'button',
      { type: 'button', id: `sort-${name}-${id}`, 'aria-pressed': String(outcome === name), onclick: () => show(name) },
      `${text} ${NUMBER.format(job.counts[name])}`,
    );
    swap(sorts, ...Object.entries(SORTS).filter(([name]) => job.counts[name] > 0 || name === outcome).map(sort));
    if (again && !element.hidden) turnTo();
  }

  return { element, update };
}

function when({ at, on }) {
  if (at !== undefined) return DAY.format(at);
  if (!on) return '–';
  return on.length === 10 ? dayOf(on) : on;
}

const dayOf = (date) => DAY.format(new Date(`${date}T12:00`));

function told({ outcome: { outcome, reason }, chosen, shownOn }) {
  const text = { new: 'New', known: 'In your history already', unclear: 'Unclear', refused: 'Refused', left_out: 'Left out', waiting: 'Not looked at yet' }[outcome];
  const more = [reason, chosen && `As ${kinded(chosen)}.`, shownOn && `Shown on ${dayOf(shownOn)}, when it was aired.`].filter(Boolean);
  return [text, ...more].join('. ').replaceAll('..', '.');
}

const KINDS = { movie: 'the film', show: 'the', season: 'the season', episode: 'the episode', track: 'the track', book: 'the book' };

// An episode of which nobody told the number has the number 0.
function kinded(work) {
  if (work.kind === 'episode' && work.number === 0) return `an episode of ${work.show.title}`;
  return `${KINDS[work.kind]} ${named(work)}`;
}
