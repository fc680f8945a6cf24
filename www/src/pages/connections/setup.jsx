// After an account is connected for the first time: all its switches, before anything is synced.

import { useState } from 'preact/hooks';
import { services } from '../../state.js';
import { Dialog } from '../../ui/dialog.jsx';
import { Switch } from '../../ui/switch.jsx';
import { t } from '../../words/index.js';
import { firsts, seen } from './firsts.js';
import { isKept, partsOf, takesPlays } from './service.js';
import { set } from './settings.js';
import { hintOfPart, nameOfPart, seenBy } from './switches.jsx';
import { Problem, useAction } from './use-action.jsx';

export function Setup() {
  const next = services.value?.find(({ service, state }) => state === 'connected' && firsts.value.includes(service));
  return next ? <Questions key={next.service} service={next} /> : null;
}

function Questions({ service }) {
  const { service: id, name, username: who } = service;
  const parts = partsOf(service);
  const names = [...(takesPlays(service) ? ['enabled'] : []), ...parts];
  const [wanted, setWanted] = useState(Object.fromEntries(names.map((one) => [one, service[one]])));
  const { busy, problem, run } = useAction(service);

  // On with the card this was about.
  function close() {
    seen(id);
    requestAnimationFrame(() => document.getElementById(`details-${id}`)?.focus());
  }

  const save = (event) => {
    event.preventDefault();
    run(async () => {
      const changed = Object.fromEntries(Object.entries(wanted).filter(([one, on]) => on !== service[one]));
      if (Object.keys(changed).length > 0) await set(id, changed);
      close();
    });
  };
  const choice = (one, label, hint) => (
    <Switch key={one} label={label} hint={hint} checked={wanted[one]} onChange={({ target }) => setWanted({ ...wanted, [one]: target.checked })} />
  );

  return (
    <Dialog title={t('connections.setup_title', { name })} close={close}>
      <form class="stack setup" onSubmit={save} aria-busy={busy}>
        <p>{who ? t('connections.setup_as', { who }) : t('connections.setup_hint')}</p>
        {takesPlays(service) && choice('enabled', t('connections.send'), t('connections.send_hint', { name }))}
        {parts.map((part) => choice(part, nameOfPart(part, service), hintOfPart(part, service)))}
        <p class="hint">{seenBy(service)}</p>
        {!isKept(service) && parts.length > 0 && <p class="hint">{t('connections.setup_later')}</p>}
        <Problem text={problem} />
        <div class="actions"><button class="primary">{t('connections.setup_done')}</button></div>
      </form>
    </Dialog>
  );
}
