// Files people bring: dropped or chosen here, and what became of each.

import { hub } from '../hub.js';
import { h } from './dom.js';
import { jobView } from './import-job.js';

const FORMATS = {
  letterboxd: 'Letterboxd', goodreads: 'Goodreads', imdb: 'IMDb', netflix: 'Netflix', tvtime: 'TV Time', trakt: 'Trakt',
  simkl: 'Simkl', myanimelist: 'MyAnimeList', anilist: 'AniList', lastfm: 'Last.fm', spotify: 'Spotify',
  listenbrainz: 'ListenBrainz', playtally: 'playtally',
};
const MOST_MB = 25;
const UNDER_WAY = ['comparing', 'running'];
// For the person.
const WAITS = ['asking', 'ready'];

export function importView(root) {
  const input = h('input', { type: 'file', id: 'import-file', onchange: () => bring(input.files[0]) });
  const format = h(
    'select',
    { id: 'import-format' },
    h('option', { value: '' }, 'Find out'),
    ...Object.entries(FORMATS).map(([value, name]) => h('option', { value }, name)),
  );
  const said = h('p', { className: 'hint said', role: 'status' });
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const drop = h(
    'div',
    { className: 'drop', ondragover: over, ondragleave: () => delete drop.dataset.over, ondrop: dropped },
    h('p', { className: 'hint' }, 'Choose the export as you got it, or drop it here. You see what is in it before anything is kept.'),
    h(
      'div',
      { className: 'row' },
      h('div', { className: 'field' }, h('label', { for: 'import-file' }, `A file, at most ${MOST_MB} MB`), input),
      h('div', { className: 'field' }, h('label', { for: 'import-format' }, 'What it is'), format),
    ),
    said,
    problem,
  );
  const list = h('div', { className: 'jobs' });
  root.append(drop, list);
  const views = new Map();

  function over(event) {
    event.preventDefault();
    drop.dataset.over = 'true';
  }

  function dropped(event) {
    event.preventDefault();
    delete drop.dataset.over;
    bring(event.dataTransfer.files[0]);
  }

  async function bring(file) {
    if (!file || input.disabled) return;
    problem.hidden = true;
    if (file.size > MOST_MB * 1024 * 1024) {
      refuse(`This file has more than ${MOST_MB} MB. Pack it as a ZIP, or split it.`);
      return;
    }
    input.disabled = true;
    said.textContent = `Sending ${file.name}…`;
    try {
      await sayTimeZone();
      const { import: job } = await hub.bringFile(file, format.value);
      said.textContent = `This is ${job.looks_like}.`;
      input.value = '';
      await read(job.id);
    } catch (error) {
      said.textContent = '';
      refuse(error.message);
    }
    input.disabled = false;
  }

  function refuse(text) {
    problem.textContent = text;
    problem.hidden = false;
    input.value = '';
  }

  // Reads all anew; whether any is under way. `shown` is opened.
  async function read(shown) {
    const { imports } = await hub.imports();
    const here = new Set(imports.map(({ id }) => id));
    for (const [id, view] of views) {
      if (here.has(id)) continue;
      view.element.remove();
      views.delete(id);
    }
    // The newest first.
    for (const job of imports.toReversed()) {
      const known = views.get(job.id);
      const view = known ?? jobView(job.id, { changed: () => read() });
      view.update(job);
      if (known) continue;
      views.set(job.id, view);
      list.prepend(view.element);
      if (job.id === shown || WAITS.includes(job.state)) view.open();
    }
    return imports.some(({ state }) => UNDER_WAY.includes(state));
  }

  return {
    read: () => read(),
    // What came by itself.
    progress(subject) {
      const view = views.get(subject.id);
      if (!view || view.progress(subject)) read().catch((error) => refuse(error.message));
    },
  };
}

/** Whose days the plays are on; a zone that was chosen stays. */
async function sayTimeZone() {
  const { time_zone: known } = await hub.timeZone();
  // A hub that does not know this browser's goes by the clock.
  if (known === null) await hub.setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone).catch(() => {});
}
