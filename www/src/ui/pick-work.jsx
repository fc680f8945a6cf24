// A window to look a title up by hand and say: it is this film, this episode.

import { useState } from 'preact/hooks';
import { t } from '../words/index.js';
import { Dialog } from './dialog.jsx';
import { Search } from './search.jsx';

// `first` are the words to begin with; `like` an episode whose numbers are offered; `pick` gets the work.
export function PickWork({ title, first, like, pick, close }) {
  return (
    <Dialog title={title} close={close}>
      <Search
        first={first} autoFocus
        actions={({ work }) => (work.kind === 'show'
          ? <Episode show={work} like={like} pick={pick} />
          : <button type="button" aria-label={t('title.take_title', work)} onClick={() => pick(work)}>{t('title.take')}</button>)}
      />
    </Dialog>
  );
}

function Episode({ show: { title, year, ids }, like, pick }) {
  const [season, setSeason] = useState(like?.season || 1);
  const [episode, setEpisode] = useState(like?.number || 1);
  const field = (label, value, set) => (
    <label class="number">{label}<input type="number" inputMode="numeric" min={0} max={9999} required value={value} onInput={({ target }) => set(target.valueAsNumber)} /></label>
  );
  function submit(event) {
    event.preventDefault();
    pick({ kind: 'episode', show: { title, year, ids }, season, number: episode, ids: {} });
  }
  return (
    <form class="which-episode" onSubmit={submit}>
      {field(t('title.season'), season, setSeason)}
      {field(t('title.episode'), episode, setEpisode)}
      <button aria-label={t('title.take_title', { title })}>{t('title.take')}</button>
    </form>
  );
}
