// A code or an address to be read, typed elsewhere or copied.

import { useRef, useState } from 'preact/hooks';
import { t } from '../words/index.js';

export function Copy({ text, id }) {
  const [done, setDone] = useState(false);
  const place = useRef();

  async function take() {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch {
      // Not allowed to: then it is marked, ready for the keyboard.
      getSelection().selectAllChildren(place.current);
    }
  }

  return (
    <div class="code-row">
      <output class="code" id={id} ref={place}>{text}</output>
      <button type="button" onClick={take}>{t(done ? 'frame.copied' : 'frame.copy')}</button>
    </div>
  );
}
