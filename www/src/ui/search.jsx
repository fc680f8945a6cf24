// Looks titles up, with posters: the person picks one.

import { useId, useRef, useState } from 'preact/hooks';
import { hub } from '../hub.js';
import { about } from '../words/title.js';
import { t } from '../words/index.js';
import { Attribution } from './attribution.jsx';
import { Poster } from './poster.jsx';

// `first` are the words to begin with; `actions(found)` draws what can be done with a title; `autoFocus` where a
// person asked for the search itself.
export function Search({ first = '', actions, autoFocus }) {
  const id = useId();
  const [words, setWords] = useState(first);
  const [answer, setAnswer] = useState();
  const asked = useRef(0);

  async function find(event) {
    event.preventDefault();
    if (words.trim() === '') return;
    const question = asked.current += 1;
    setAnswer({ said: t('title.looking'), titles: [] });
    const next = await hub.search(words).catch((error) => ({ titles: [], problem: error.message }));
    // The words may have changed meanwhile.
    if (question !== asked.current) return;
    const said = next.problem ?? (next.titles.length === 0 ? t('title.nothing') : '');
    setAnswer({ ...next, said });
  }

  return (
    <div class="title-search">
      <form class="search" role="search" onSubmit={find}>
        <label for={id}>{t('title.search')}</label>
        <input
          id={id} type="search" required maxLength={200} autocomplete="off" value={words}
          autoFocus={autoFocus} onInput={({ target }) => setWords(target.value)}
        />
        <button class="primary">{t('title.find')}</button>
      </form>
      <p class="hint said" role="status">{answer?.said}</p>
      <ul class="found">
        {answer?.titles.map((found) => <Found key={JSON.stringify(found.work.ids)} found={found} actions={actions} />)}
      </ul>
      <Attribution of={answer?.attribution} />
    </div>
  );
}

function Found({ found, actions }) {
  const { work, overview, poster } = found;
  const { title, detail } = about(work);
  return (
    <li>
      <Poster path={poster} kind={work.kind} />
      <div>
        <p><b>{title}</b> <span class="hint">{detail}</span></p>
        {overview && <p class="hint overview">{overview}</p>}
        {actions?.(found)}
      </div>
    </li>
  );
}
