// Which years there are to look at; each has its address.

import { useLocation } from 'preact-iso';
import { useId } from 'preact/hooks';
import { t } from '../../words/index.js';
import { ALL } from './load.js';

// So many years stand side by side; with more, the rest is in a list.
const SHOWN = 4;

export function Period({ years, chosen }) {
  const { route } = useLocation();
  const id = useId();
  const to = (year) => `/statistics?year=${year}`;
  const early = years.slice(SHOWN);
  return (
    <nav class="period" aria-label={t('statistics.period')}>
      {[ALL, ...years.slice(0, SHOWN)].map((year) => (
        <a key={year} href={to(year)} aria-current={year === chosen ? 'true' : undefined}>{year === ALL ? t('statistics.all') : year}</a>
      ))}
      {early.length > 0 && (
        <>
          <label for={id} class="visually-hidden">{t('statistics.earlier')}</label>
          <select id={id} value={early.includes(chosen) ? chosen : ''} data-chosen={early.includes(chosen)} onChange={({ target }) => route(to(target.value))}>
            <option value="" disabled>{t('statistics.earlier')}</option>
            {early.map((year) => <option key={year} value={year}>{year}</option>)}
          </select>
        </>
      )}
    </nav>
  );
}
