// At which percent a film or an episode counts there.

import { useId, useState } from 'preact/hooks';
import { t } from '../../words/index.js';
import { rule } from './service.js';
import { set } from './settings.js';
import { Problem, useSetting } from './use-action.jsx';

export function Threshold({ service }) {
  const { service: id, name } = service;
  const field = useId();
  const { problem, run } = useSetting(service);
  // While a person types, the true value waits.
  const [typed, setTyped] = useState();
  const [said, setSaid] = useState('');

  const submit = ({ target }) => run(async () => {
    const percent = target.valueAsNumber;
    setTyped(undefined);
    if (!Number.isFinite(percent)) return;
    const answer = await set(id, { video_threshold: percent });
    if (!answer) return;
    const now = t('connections.counts_now', { name, rule: rule(answer.service.rule) });
    setSaid(answer.clamped.length > 0 ? `${t('connections.clamped')} ${now}` : now);
  });

  return (
    <form class="threshold" noValidate onSubmit={(event) => event.preventDefault()}>
      <label for={field}>{t('connections.threshold')}</label>
      <input
        id={field} type="number" inputMode="numeric" min="1" max="95" step="1" required
        aria-label={t('connections.threshold_of', { name })}
        value={typed ?? service.rule.percent} onInput={({ target }) => setTyped(target.value)} onChange={submit}
      />
      <span>{t('connections.percent')}</span>
      <p class="hint said" role="status">{said}</p>
      <Problem text={problem} />
    </form>
  );
}
