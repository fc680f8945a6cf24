// How much each service still takes, as far as the hub has used it.

import { useEffect } from 'preact/hooks';
import { hub } from '../../hub.js';
import { nameOf, outbox } from '../../state.js';
import { moment, number } from '../../words/format.js';
import { t } from '../../words/index.js';

// What is used up comes back by itself, and nobody tells.
const ASK_MS = 30_000;

export function Quotas() {
  useEffect(() => {
    const ask = () => {
      if (document.hidden) return;
      hub.outbox().then((answer) => { outbox.value = answer; }, () => {});
    };
    ask();
    const timer = setInterval(ask, ASK_MS);
    return () => clearInterval(timer);
  }, []);
  const all = outbox.value.quota ?? [];
  const services = [...new Set(all.map(({ service }) => service))];
  if (services.length === 0) return null;
  return (
    <section class="quotas" aria-labelledby="quotas">
      <h2 id="quotas">{t('outbox.quotas')}</h2>
      <ul>
        {services.map((service) => (
          <li key={service}>
            <h3>{nameOf(service)}</h3>
            {all.filter((one) => one.service === service).map((one) => <Quota key={`${one.calls} ${one.per} ${one.shared}`} {...one} />)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Quota({ service, calls, shared, per, of, left, resets_at: resets }) {
  const said = t('outbox.left', { left: number(left), of: number(of), calls, seconds: per });
  return (
    <div class="quota">
      <meter min={0} max={of} low={of / 10} value={left} aria-label={`${nameOf(service)}: ${said}`} />
      <p>
        {said}
        {left < of && resets && ` ${t('outbox.resets', { time: moment(resets) })}`}
        {shared && ` ${t('outbox.shared')}`}
      </p>
    </div>
  );
}
