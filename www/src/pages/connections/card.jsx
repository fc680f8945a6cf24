// A service in use: who the person is there and how it stands; all that can be set, once its details are open.

import { useState } from 'preact/hooks';
import { date, moment } from '../../words/format.js';
import { t } from '../../words/index.js';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { Abilities } from './abilities.jsx';
import { Connecting } from './connecting.jsx';
import { Disconnect } from './disconnect.jsx';
import { Elsewhere } from './elsewhere.jsx';
import { Mark } from './mark.jsx';
import { queue, rule } from './service.js';
import { Standing } from './standing.jsx';
import { Files, Kept, Plays } from './switches.jsx';
import { Test } from './test.jsx';
import { Problem, useAction } from './use-action.jsx';

export function Card({ service, open, toggle }) {
  const { service: id, name, state, enabled } = service;
  const connected = state === 'connected';
  const again = useAction(service);
  return (
    <article class="service used" id={id} data-service={id} data-state={state} aria-label={name}>
      <Mark of={service} />
      <div class="service-who">
        <h3>{name} <span class="state">{t(`connections.state_${connected && !enabled ? 'off' : state}`)}</span></h3>
        <p class="who">{connected ? <Who service={service} /> : <Refused service={service} />}</p>
      </div>
      <button type="button" class="service-opener" id={`details-${id}`} aria-expanded={open} aria-controls={`more-${id}`} aria-label={t('connections.details_of', { name })} onClick={toggle}>
        {t('connections.details')}
      </button>
      {(!connected || service.sign_in_ends_at) && <Connecting service={service} action={again} />}
      {connected && <Standing service={service} />}
      <div class="service-more" id={`more-${id}`} hidden={!open}>{open && <More service={service} />}</div>
    </article>
  );
}

function Who({ service }) {
  const { service: id, username, profile_url: page, rule: counted, sign_in_ends_at: ends } = service;
  const who = username ?? t('connections.you');
  const rest = [counted && t('connections.counts', { rule: rule(counted) }), queue(service)].filter(Boolean);
  return (
    <>
      {t('connections.as')}
      {page ? <a id={`profile-${id}`} href={page} target="_blank" rel="noreferrer">{who}</a> : <b>{who}</b>}
      {rest.map((text) => `, ${text}`)}.
      {ends && ` ${t('connections.sign_in_ends', { day: date(ends) })}`}
    </>
  );
}

function Refused({ service }) {
  const waits = queue(service);
  return `${t('connections.refused_sign_in', service)} ${waits ? t('connections.nothing_lost', { queue: waits }) : t('connections.kept_for_you')}`;
}

function More({ service }) {
  const { name, state, enabled, can } = service;
  const connected = state === 'connected';
  const action = useAction(service);
  const [asking, setAsking] = useState(false);

  async function totals() {
    const { movies, episodes, minutes, asked_at: at } = await hub.totals(service.service);
    say(t('connections.reckons', { name, movies, episodes, hours: Math.round(minutes / 60), when: moment(at) }));
  }

  return (
    <>
      {connected && <Plays service={service} />}
      {connected && <Kept service={service} />}
      <Files service={service} />
      {connected && <Elsewhere service={service} />}
      <Abilities service={service} />
      <div class="actions">
        {connected && <Test service={service} action={action} />}
        {connected && enabled && can.includes('totals') && (
          <button type="button" aria-label={t('connections.totals_of', { name })} onClick={() => action.run(totals)}>{t('connections.totals')}</button>
        )}
        <button type="button" class="danger" aria-label={t('connections.disconnect_of', { name })} onClick={() => setAsking(true)}>{t('connections.disconnect')}</button>
      </div>
      <Problem text={action.problem} />
      {asking && <Disconnect service={service} close={() => setAsking(false)} />}
    </>
  );
}
