// What is kept, where, for how long and who sees it; and all of it as a file.

import { mine } from '../../profile.js';
import { t } from '../../words/index.js';
import { Part } from './part.jsx';

const ROWS = ['library', 'sign_ins', 'outbox', 'files', 'players', 'browser', 'catalogue'];
const FORMATS = ['playtally', 'letterboxd', 'goodreads'];

export function Stored() {
  return (
    <Part id="stored" title={t('settings.stored')} hint={t('settings.stored_hint')}>
      <table class="stored">
        <thead><tr>{['what', 'where', 'until', 'who'].map((one) => <th key={one} scope="col">{t(`settings.stored_${one}`)}</th>)}</tr></thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row}>
              <th scope="row">{t(`settings.${row}`)}</th>
              {['where', 'until', 'who'].map((one) => (
                <td key={one} data-label={t(`settings.stored_${one}`)}>{t(`settings.${row}_${one}`)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('settings.export')}</h3>
      <p class="hint">{t('settings.export_hint')}</p>
      <div class="actions">
        {FORMATS.map((format) => (
          <a key={format} class={format === 'playtally' ? 'button primary' : 'button'} href={mine(`/api/v1/export?format=${format}`)} download>{t(`settings.export_${format}`)}</a>
        ))}
      </div>
    </Part>
  );
}
