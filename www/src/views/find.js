// A search box: what films and shows there are, with the notice of whoever tells.

import { attributed } from './attribution.js';
import { h, swap } from './dom.js';

export function findView(root, { search }) {
  const words = h('input', { id: 'find-words', type: 'search', required: true, maxLength: 200, autocomplete: 'off' });
  const go = h('button', { className: 'primary' }, 'Search');
  const said = h('p', { className: 'hint said', role: 'status' });
  const list = h('ul', { className: 'found' });
  const notice = h('p', { className: 'hint' });
  root.append(
    h(
      'form',
      { className: 'search', onsubmit: (event) => { event.preventDefault(); find(); } },
      h('label', { for: 'find-words' }, 'A film or show'),
      words,
      go,
    ),
    said, list, notice,
  );
  let asked = 0;

  async function find() {
    const question = asked += 1;
    said.textContent = 'Looking it up…';
    let answer;
    try {
      answer = await search(words.value);
    } catch (error) {
      answer = { titles: [], problem: error.message };
    }
    // The words may have changed meanwhile.
    if (question !== asked) return;
    const { titles, problem, attribution } = answer;
    swap(list, ...titles.map(found));
    swap(notice, attributed(attribution));
    said.textContent = problem ?? (titles.length === 0 ? 'Nothing is called so.' : '');
  }
}

function found({ work, overview, poster }) {
  const picture = poster && `/api/v1/metadata/image/w185${poster}`;
  return h(
    'li',
    {},
    picture ? h('img', { src: picture, alt: '', width: 46, height: 69, loading: 'lazy' }) : h('span', { className: 'no-poster' }),
    h(
      'div',
      {},
      h('p', {}, h('b', {}, work.title), work.year ? ` ${work.year}` : '', work.kind === 'show' ? ', series' : ''),
      overview ? h('p', { className: 'hint overview' }, overview) : null,
    ),
  );
}
