// The few numbers that say most, side by side; and what they leave out.

import { number } from '../../words/format.js';
import { t } from '../../words/index.js';
import { hours, isTimed, kindsIn, plays, sum } from './counts.js';

export function Numbers({ stats: { totals, undated } }) {
  const all = Object.values(totals);
  const minutes = sum(all.map((total) => total.minutes));
  const unmeasured = sum(all.map((total) => total.unmeasured));
  return (
    <section aria-label={t('statistics.numbers')}>
      <dl class="figures">
        {isTimed(totals) && <Figure name={t('statistics.time')} value={hours(minutes)} />}
        <Figure name={t('statistics.all_plays')} value={number(sum(all.map((total) => total.plays)))} />
        {kindsIn(totals).map((kind) => (
          <Figure key={kind} name={t(`statistics.${kind}`)} value={number(totals[kind].works)} />
        ))}
      </dl>
      {unmeasured > 0 && <p class="hint">{t(isTimed(totals) ? 'statistics.unmeasured' : 'statistics.untimed', { plays: plays(unmeasured), count: unmeasured })}</p>}
      {undated > 0 && <p class="hint">{t('statistics.undated', { plays: plays(undated), count: undated })}</p>}
    </section>
  );
}

const Figure = ({ name, value }) => <div><dt>{name}</dt><dd>{value}</dd></div>;
