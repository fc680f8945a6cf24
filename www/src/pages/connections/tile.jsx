// A service that is not in use: what it is for, and the ways to connect it.

import { t } from '../../words/index.js';
import { Connecting } from './connecting.jsx';
import { Mark } from './mark.jsx';
import { Problem, useAction } from './use-action.jsx';
import { isFeed, purpose } from './service.js';
import { Test } from './test.jsx';

export function Tile({ service }) {
  const { service: id, name, state } = service;
  const action = useAction(service);
  return (
    <article class="service tile-service" data-service={id} data-state={state} aria-label={name} aria-busy={action.busy}>
      <Mark of={service} />
      <div class="service-who">
        <h3>{name}</h3>
        <p class="hint">{purpose(service)}</p>
      </div>
      {state === 'disconnected' && (
        <Connecting service={service} action={action}>
          {isFeed(service) && <a class="button" href="/import" aria-label={t('connections.import_file_of', { name })}>{t('connections.import_file')}</a>}
        </Connecting>
      )}
      {state === 'configured' && (
        <div class="service-connect">
          <div class="actions"><span class="state">{t('connections.state_configured')}</span><Test service={service} action={action} /></div>
          <Problem text={action.problem} />
        </div>
      )}
      {state === 'not_configured' && <p class="service-connect state">{t('connections.state_not_configured')}</p>}
    </article>
  );
}
