// Where a play came from, and what became of it at each service.

import { useState } from 'preact/hooks';
import { refresh } from '../../follow.js';
import { hub } from '../../hub.js';
import { connected, nameOf, outbox } from '../../state.js';
import { reasonOf } from '../../ui/reason.jsx';
import { moment } from '../../words/format.js';
import { t } from '../../words/index.js';
import { originName } from './origin.js';
import { whenOf } from './when.js';

// What became of it at a service: by what is on its way, else by what the service tells.
function arrivalOf(play, service) {
  const ids = play.told_by.filter(({ origin }) => /^(player$|client:)/.test(origin)).map(({ id }) => id);
  const entry = outbox.value?.entries.find((it) => it.service === service && ids.includes(it.play_id));
  const told = play.told_by.find(({ origin }) => origin === `service:${service}`);
  if (entry && entry.state !== 'done') {
    return { entry, state: entry.state === 'dead' ? 'bad' : 'wait', said: entry.reason ? reasonOf(entry.reason, nameOf(service)) : t(entry.next_at ? 'history.goes_at' : 'history.goes', { when: entry.next_at && moment(entry.next_at) }) };
  }
  if (entry) return { state: 'good', said: t('history.arrived', { when: moment(entry.at) }) };
  if (told) return { state: 'good', said: t('history.holds', { when: whenOf(told) }) };
  return { state: 'none', said: t('history.not_there') };
}

export function Arrivals({ of: play }) {
  return (
    <>
      <section aria-labelledby="came-from">
        <h3 id="came-from">{t('history.came_from')}</h3>
        <ul class="facts">
          {play.told_by.map((told) => (
            <li key={`${told.origin} ${told.id}`}><b>{originName(told.origin)}</b><span>{whenOf(told)}</span></li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="went-to">
        <h3 id="went-to">{t('history.went_to')}</h3>
        {connected.value.length === 0
          ? <p class="hint">{t('history.no_services')} <a href="/connections">{t('history.connect')}</a></p>
          : <ul class="facts">{connected.value.map((service) => <Arrival key={service.service} service={service} {...arrivalOf(play, service.service)} />)}</ul>}
      </section>
    </>
  );
}

function Arrival({ service, entry, state, said }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  const send = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await (entry ? hub.retry(entry.id) : hub.sync(service.service));
      await refresh();
    } catch (error) {
      setProblem(error.message);
    }
    setBusy(false);
  };
  const helps = state === 'bad' || state === 'wait' || (state === 'none' && service.sync_history);
  return (
    <li data-state={state} aria-busy={busy}>
      <b>{service.name}</b><span>{said}</span>
      {entry?.help === 'sign_in' && <a class="button small" href="/connections">{t('history.sign_in')}</a>}
      {helps && entry?.help !== 'sign_in' && (
        <button type="button" class="small" disabled={busy} onClick={send} aria-label={t(entry ? 'history.send_to' : 'history.sync_with', { name: service.name })}>
          {t(entry ? 'history.send' : 'history.sync')}
        </button>
      )}
      {problem && <p class="problem" role="alert">{problem}</p>}
    </li>
  );
}
