// How much each service still takes from this person's account, as far as the hub has used it.

import { connected } from '../../state.js';
import { moment, number } from '../../words/format.js';
import { has, t } from '../../words/index.js';

export function Quotas() {
  const known = connected.value.filter(({ quota }) => quota?.length > 0);
  if (known.length === 0) return null;
  return (
    <section class="quotas" aria-label={t('outbox.quotas')}>
      <h2>{t('outbox.quotas')}</h2>
      <ul>{known.map(({ service, name, quota }) => <li key={service}><h3>{name}</h3>{quota.map((one) => <Quota key={one.per} name={name} {...one} />)}</li>)}</ul>
    </section>
  );
}

function Quota({ name, per, of, left, resets_at: resets }) {
  const period = has(`outbox.per_${per}`) ? t(`outbox.per_${per}`) : per;
  const said = t('outbox.left', { left: number(left), of: number(of), period });
  return (
    <div class="quota">
      <meter min={0} max={of} low={of / 10} value={left} aria-label={`${name}: ${said}`} />
      <span>{said}{left < of && resets && ` ${t('outbox.resets', { time: moment(resets) })}`}</span>
    </div>
  );
}
