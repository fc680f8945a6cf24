// A code, an address or a few lines, to be read, typed elsewhere or copied.

import { useRef, useState } from 'preact/hooks';
import { t } from '../words/index.js';

// `block` is for lines of a program; `name` says which button this is, where there are several.
export function Copy({ text, id, block, name }) {
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
    <div class={block ? 'code-block' : 'code-row'}>
      {block
        ? <pre id={id} ref={place} tabIndex={0} role="group" aria-label={name}>{text}</pre>
        : <output class="code" id={id} ref={place}>{text}</output>}
      <button type="button" aria-label={name && !done ? name : undefined} onClick={take}>{t(done ? 'frame.copied' : 'frame.copy')}</button>
    </div>
  );
}
