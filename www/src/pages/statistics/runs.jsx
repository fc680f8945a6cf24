// Days in a row, and many episodes at a stretch.

import { date } from '../../words/format.js';
import { t } from '../../words/index.js';
import { hours } from './counts.js';

// `now` is the streak that goes on, whichever time is looked at.
export function Runs({ stats: { streak, binges }, now }) {
  return (
    <section class="chart runs" aria-labelledby="runs">
      <h2 id="runs">{t('statistics.runs')}</h2>
      <dl class="figures">
        <div><dt>{t('statistics.longest')}</dt><dd>{t('statistics.in_a_row', { count: streak.longest })}</dd></div>
        <div><dt>{t('statistics.current')}</dt><dd>{t('statistics.in_a_row', { count: now })}</dd></div>
      </dl>
      <Binges binges={binges} />
    </section>
  );
}

function Binges({ binges }) {
  return (
    <>
      <h3>{t('statistics.binges')}</h3>
      <p class="hint">{t(binges.length > 0 ? 'statistics.binges_hint' : 'statistics.no_binges')}</p>
      <ol class="binges">
        {binges.map(({ title, day, episodes, minutes }, at) => (
          <li key={at}>
            <b>{title}</b>
            <span>{[t('statistics.episodes', { count: episodes }), minutes > 0 && hours(minutes), date(day, { dateStyle: 'medium', timeZone: 'UTC' })].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
