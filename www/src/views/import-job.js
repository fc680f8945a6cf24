// One import: how far it is, its questions, its rows, and what can be done with it.

import { hub } from '../hub.js';
import { h, swap } from './dom.js';
import { questions } from './import-questions.js';
import { rowsView } from './import-rows.js';
import { download } from './import-report.js';
import { moment } from './words.js';

const NUMBER = new Intl.NumberFormat('en');
const LISTINGS = {
  history: 'Plays', watched: 'Totals of plays', ratings: 'Ratings', watchlist: 'Watchlist', collection: 'Collection', loved: 'Loved', statuses: 'Statuses',
};

export function jobView(id, { changed }) {
  const about = h('div', { className: 'stack' });
  const state = h('p', { className: 'counts', role: 'status' });
  const filled = h('div', { className: 'bar-credit' });
  const bar = h('div', { className: 'bar', role: 'progressbar', 'aria-label': 'Rows done', 'aria-valuemin': '0' }, filled);
  const where = h('p', { className: 'hint' });
  const ask = h('div');
  const wanted = h('div');
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const actions = h('div', { className: 'actions' });
  const rows = rowsView(id, { chose: (choice) => run(() => hub.answerImport(id, { choices: [choice] })) });
  const body = h('div', { className: 'stack', hidden: true }, ask, wanted, rows.element);
  const element = h('article', { className: 'job', 'data-import': id }, about, state, bar, where, problem, actions, body);
  let job;

  async function run(action) {
    try {
      problem.hidden = true;
      const told = await action();
      if (told?.import) update(told.import);
      await changed();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }

  const button = (name, text, onclick, more = {}) => h('button', { type: 'button', id: `${name}-${id}`, 'aria-label': `${text}: ${job.file}`, onclick, ...more }, text);

  function buttons() {
    const { state: now, counts, total } = job;
    const ended = now === 'done' || now === 'cancelled' || now === 'failed';
    return [
      now === 'ready' && button('run', `Import ${NUMBER.format(counts.new)} new ${counts.new === 1 ? 'row' : 'rows'}`, () => run(() => hub.runImport(id)), { className: 'primary', disabled: counts.new === 0 }),
      (now === 'running' || now === 'comparing') && button('cancel', 'Cancel', () => run(() => hub.cancelImport(id))),
      (now === 'cancelled' || now === 'failed') && button('resume', 'Resume', () => run(() => hub.resumeImport(id)), { className: 'primary' }),
      total > 0 && now !== 'asking' && button('show', body.hidden ? 'Show rows' : 'Hide rows', toggle, { 'aria-expanded': String(!body.hidden) }),
      now === 'done' && button('csv', 'Report as CSV', () => run(() => download(job, 'csv'))),
      now === 'done' && button('json', 'Report as JSON', () => run(() => download(job, 'json'))),
      // What an account holds stays: its service still tells it.
      (now === 'done' || (ended && job.service)) && button('forget', 'Remove from this list', () => run(() => hub.deleteImport(id, true))),
      ended && !job.service && button('undo', 'Take it out again', () => {
        if (confirm(`Take all that ${job.file} brought out of your history again?`)) run(() => hub.deleteImport(id));
      }),
      (now === 'asking' || now === 'ready') && button('delete', 'Delete', () => run(() => hub.deleteImport(id))),
    ];
  }

  function toggle() {
    body.hidden = !body.hidden;
    update(job);
  }

  function update(next) {
    const moved = !job || job.state !== next.state || JSON.stringify(job.counts) !== JSON.stringify(next.counts);
    job = next;
    element.dataset.state = job.state;
    swap(
      about,
      h('h3', {}, job.file),
      h('p', { className: 'detail' }, `This is ${job.looks_like}. ${moment(job.made_at)}`),
      ...job.left_out.map(({ file, reason }) => h('p', { className: 'hint' }, `${file}: ${reason}`)),
    );
    if (state.textContent !== sentence(job)) state.textContent = sentence(job);
    measure();
    swap(ask, job.state === 'asking' && questions(job, (answers) => run(() => hub.answerImport(id, { answers: { ...job.answers, ...answers } }))));
    swap(wanted, job.state === 'ready' && job.listings.length > 1 && listings());
    swap(actions, ...buttons());
    if (job.state === 'asking') body.hidden = false;
    rows.update(job, moved && !body.hidden);
  }

  function listings() {
    const tick = ({ listing, rows: count, wanted: checked }) => {
      const input = h('input', { type: 'checkbox', id: `wants-${listing}-${id}`, checked, onchange: choose });
      // What is ticked is no attribute, and would not be seen to change.
      input.dataset.listing = listing;
      if (checked) input.dataset.wanted = '';
      return h('label', { className: 'tick' }, input, `${LISTINGS[listing] ?? listing} (${NUMBER.format(count)})`);
    };
    return h('fieldset', {}, h('legend', {}, 'What is wanted of it'), h('div', { className: 'ticks' }, ...job.listings.map(tick)));
  }

  function choose() {
    const ticked = [...wanted.querySelectorAll('input:checked')].map((input) => input.dataset.listing);
    run(() => hub.answerImport(id, { listings: ticked }));
  }

  function measure() {
    const under = job.state === 'running' || job.state === 'comparing';
    bar.hidden = !under && job.state !== 'cancelled';
    where.hidden = bar.hidden;
    filled.style.setProperty('--at', `${job.total > 0 ? (job.done / job.total) * 100 : 0}%`);
    bar.setAttribute('aria-valuemax', String(job.total));
    bar.setAttribute('aria-valuenow', String(job.done));
    const left = `${NUMBER.format(job.done)} of ${NUMBER.format(job.total)}, ${NUMBER.format(job.total - job.done)} left`;
    where.textContent = under && job.title ? `${left}: ${job.title}` : left;
  }

  return {
    element,
    update,
    get isOpen() { return !body.hidden; },
    open() {
      body.hidden = false;
      rows.update(job, true);
      update(job);
    },
    // What came by itself; whether there is more to be read.
    progress(subject) {
      if (subject.state !== job.state) return true;
      Object.assign(job, { done: subject.done, total: subject.total, title: subject.title });
      measure();
      return false;
    },
  };
}

function sentence({ state, counts, problem }) {
  const count = (number, what) => number > 0 && `${NUMBER.format(number)} ${what}`;
  const told = [count(counts.new, 'new'), count(counts.known, 'known already'), count(counts.unclear, 'unclear'), count(counts.refused, 'refused'), count(counts.left_out, 'left out')].filter(Boolean).join(', ');
  switch (state) {
    case 'asking': return 'It does not say everything. Please answer first.';
    case 'comparing': return 'Being compared with your history.';
    case 'ready': return `Nothing is kept yet. ${told}.`;
    case 'running': return 'Being imported.';
    case 'cancelled': return 'Cancelled; it can go on where it stopped.';
    case 'failed': return `It went no further: ${problem}`;
    default: return `Imported. ${told}.`;
  }
}
