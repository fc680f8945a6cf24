// Nobody is asked about music: the person types what it is.

import { useId, useState } from 'preact/hooks';
import { t } from '../words/index.js';

const FIELDS = ['title', 'artist', 'album'];

// `first` is what stands there at first; `take` gets the track, at a press of what says `text`.
export function TrackForm({ first, text, take }) {
  const id = useId();
  const [track, setTrack] = useState(Object.fromEntries(FIELDS.map((name) => [name, first?.[name] ?? ''])));
  function send(event) {
    event.preventDefault();
    const said = Object.entries(track).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
    take({ kind: 'track', ...Object.fromEntries(said), ids: {} });
  }
  return (
    <form class="stack" onSubmit={send}>
      {FIELDS.map((name) => (
        <div class="field" key={name}>
          <label for={`${id}-${name}`}>{t(`title.track_${name}`)}</label>
          <input
            id={`${id}-${name}`} maxLength={300} required={name !== 'album'} pattern=".*\S.*" autoFocus={name === 'title'} value={track[name]}
            onInput={({ target }) => setTrack({ ...track, [name]: target.value })}
          />
        </div>
      ))}
      <div class="actions end"><button class="primary">{text}</button></div>
    </form>
  );
}
