// Asks what is to become of what an import brought.

import { Dialog } from '../../ui/dialog.jsx';
import { t } from '../../words/index.js';

export function Forget({ job, close, forget }) {
  // What an account holds stays: its service still tells it.
  const ours = !job.service;
  return (
    <Dialog title={t('import.remove_title', { name: job.file })} close={close}>
      <p>{t(ours ? 'import.remove_text' : 'import.remove_account')}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => forget(true)}>{t('import.remove_keep')}</button>
        {ours && <button type="button" class="danger" onClick={() => forget(false)}>{t('import.remove_all')}</button>}
        <button type="button" onClick={close}>{t('title.cancel')}</button>
      </div>
    </Dialog>
  );
}
