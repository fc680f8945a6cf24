// Stands where a page should be that could not be loaded, or broke.

import { t } from '../words/index.js';

export function Broken() {
  return (
    <div class="empty">
      <h1>{t('frame.page_broke')}</h1>
      <p>{t('frame.page_broke_hint')}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>{t('frame.reload')}</button>
    </div>
  );
}
