// A paired player: where it is, what it may do, when it was last heard of; and its end.

import { useId, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { players, profiles } from '../../state.js';
import { nameOf } from '../../ui/avatar.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { Whose } from '../../ui/whose.jsx';
import { date, moment, relative } from '../../words/format.js';
import { has, t } from '../../words/index.js';
import { label } from '../../words/title.js';

export function Device({ device, changed }) {
  const [asking, setAsking] = useState(false);
  const name = useId();
  const client = device.scopes.includes('submit');
  const [problem, setProblem] = useState();
  const playing = players.value?.find((player) => player.device?.id === device.id);

  async function move(id) {
    try {
      const { profile } = await hub.moveDevice(device.id, id);
      setProblem(undefined);
      say(t('profiles.moved', { player: device.name, name: nameOf(profiles.value.find((one) => one.id === profile)) }));
    } catch (error) {
      setProblem(error.message);
    }
    await changed();
  }

  return (
    <li class="device-card" aria-labelledby={name}>
      <h2 id={name}>{device.name}</h2>
      <dl>
        {!client && <Row name={t('players.where')}>{device.origin ?? t('players.app')}</Row>}
        <Row name={t('players.seen')}><Seen device={device} /></Row>
        {playing && <Row name={t('players.plays')}>{label(playing.fact.media)}</Row>}
        <Row name={t('players.may')}>{device.scopes.map(words).join(' ')}</Row>
        <Row name={t(client ? 'players.made' : 'players.since')}>{date(device.paired_at)}</Row>
      </dl>
      {profiles.value.length > 1 && <Whose label={t('profiles.whose')} value={device.profile} choose={move} />}
      {problem && <p class="problem" role="alert">{problem}</p>}
      <button type="button" id={`unpair-${device.id}`} aria-label={t('players.remove_one', device)} onClick={() => setAsking(true)}>
        {t('players.remove')}
      </button>
      {asking && <Remove device={device} close={() => setAsking(false)} removed={changed} />}
    </li>
  );
}

function Row({ name, children }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function Seen({ device: { last_seen_at: at } }) {
  if (!at) return t('players.not_seen');
  return <time dateTime={at} title={moment(at)}>{relative(at)}</time>;
}

// A scope this page has no words for is shown as it is.
function words(scope) {
  const key = `players.scope_${scope}`;
  return has(key) ? t(key) : scope;
}

function Remove({ device, close, removed }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();

  async function remove() {
    setBusy(true);
    try {
      await hub.unpair(device.id);
    } catch (error) {
      setBusy(false);
      setProblem(error.message);
      return;
    }
    close();
    say(t('players.removed', device));
    await removed();
    // What had the focus is gone.
    document.getElementById(device.scopes.includes('submit') ? 'make-token' : 'pair-player')?.focus();
  }

  return (
    <Dialog title={t('players.remove_title', device)} close={close}>
      <p>{t(device.scopes.includes('submit') ? 'players.remove_client_hint' : 'players.remove_hint')}</p>
      {problem && <p class="problem" role="alert">{problem}</p>}
      <div class="actions">
        <button type="button" class="danger" disabled={busy} onClick={remove}>{t('players.remove_yes')}</button>
        <button type="button" onClick={close}>{t('title.cancel')}</button>
      </div>
    </Dialog>
  );
}
