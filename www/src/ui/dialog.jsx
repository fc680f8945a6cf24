// A window over the page: it keeps the focus, Escape closes it, and the focus goes back to where it came from, or where
// that is gone to what has the id `back`.

import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../words/index.js';
import { Icon } from './icon.jsx';

export function Dialog({ title, close, back = 'page', children }) {
  const place = useRef();
  const id = useId();
  useEffect(() => {
    const dialog = place.current;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      // By now the window may be out of the page, which then gives nothing back by itself.
      if (before?.isConnected && before !== document.body) before.focus();
      else if (document.activeElement === document.body) document.getElementById(back)?.focus();
    };
  }, []);
  return (
    <dialog
      ref={place} class="dialog" aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); close(); }}
      onClick={({ target }) => target === place.current && close()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" class="quiet" aria-label={t('title.close')} onClick={close}><Icon name="close" size={20} /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
