// What stands where something will come. It shows after a fifth of a second, so what is quick does not flicker.

import { t } from '../words/index.js';

export function Skeleton({ rows = 3 }) {
  return (
    <div class="skeleton" role="status" aria-label={t('frame.loading')}>
      {Array.from({ length: rows }, (_, at) => <span key={at} aria-hidden="true" />)}
    </div>
  );
}
