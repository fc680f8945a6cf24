// Asks before what cannot be undone.

import { t } from '../words/index.js';
import { Dialog } from './dialog.jsx';

// `yes` names the act, as its button does; `close` is called either way.
export function Ask({ title, yes, act, close, children }) {
  return (
    <Dialog title={title} close={close}>
      {children}
      <div class="actions end">
        <button type="button" onClick={close}>{t('title.cancel')}</button>
        <button type="button" class="danger" onClick={() => { close(); act(); }}>{yes}</button>
      </div>
    </Dialog>
  );
}
