// Titles the person spoke about: what each stands for now, and the way back to being asked.

import { hub } from '../hub.js';
import { h, swap } from './dom.js';
import { about, named } from './words.js';

export function decidedView(root) {
  const list = h('ul', { className: 'devices' });
  const none = h('p', { className: 'hint', hidden: true }, 'You were not asked about any title yet.');
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const element = h(
    'details',
    { id: 'decided', ontoggle: () => update() },
    h('summary', {}, 'Titles you decided on'),
    h('div', { className: 'stack' }, none, list, problem),
  );
  root.append(element);

  async function run(action) {
    try {
      await action();
      problem.hidden = true;
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }

  async function read() {
    const { corrections } = await hub.corrections();
    none.hidden = corrections.length > 0;
    swap(list, ...corrections.filter(({ source }) => source).map(row));
  }

  function row({ key, source, work, left_out: leftOut, short }) {
    const { title, detail } = about(source);
    const stands = leftOut ? `${short ? 'Its trailer is left' : 'Left'} out` : work ? `Is ${named(work)}` : 'Sent as it comes';
    const back = () => run(async () => {
      await hub.takeBack(key);
      await read();
    });
    return h(
      'li',
      { className: 'device' },
      h('p', {}, h('b', {}, title), h('span', {}, `${reach(source, work) ?? detail}. ${stands}.`)),
      h('button', { type: 'button', id: `take-back-${key}`, 'aria-label': `Take back what was said of ${title}`, onclick: back }, 'Take back'),
    );
  }

  function update() {
    return element.open ? run(read) : undefined;
  }

  return { update };
}

// What was said of an episode counts for its season or series, unless it is of that episode.
function reach({ kind, season }, work) {
  if (kind !== 'episode' || work?.kind === 'episode') return undefined;
  return work?.kind === 'season' ? `Season ${season}` : 'Series';
}
