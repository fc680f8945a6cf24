// How an account stands with the history: when it was synced, what that brought, how far it is, what waits for a word.

import { useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { reasonOf } from '../../ui/reason.jsx';
import { moment, number } from '../../words/format.js';
import { t } from '../../words/index.js';
import { Preview } from './preview.jsx';
import { syncs } from './progress.js';
import { isKept, receive } from './service.js';
import { Problem, useAction } from './use-action.jsx';

export function Standing({ service }) {
  const { service: id, name, enabled, sync_state: state, to_confirm: removals, paused, undo_left: left, pulled, pushed } = service;
  const { problem, run } = useAction(service);
  const [looking, setLooking] = useState(false);
  if (!isKept(service) || !enabled) return null;
  const busy = state === 'syncing';
  const waits = removals !== null && !busy;
  const undoable = !busy && (paused ? left : pulled + pushed) > 0;

  const after = (ask, said) => () => run(async () => {
    receive((await ask(id)).service);
    if (said) say(t(said, { name }));
  });

  return (
    <div class="service-standing" data-tone={waits || service.sync_error ? 'bad' : undefined}>
      {busy ? <Progress service={service} /> : <p class="hint" role="status">{standing(service)}</p>}
      {waits && <p class="service-ask"><b>{t('connections.removes_hint', { count: removals })}</b></p>}
      <div class="actions">
        {waits && <button type="button" class="primary" onClick={after(hub.confirmSync, 'connections.agreed')}>{t('connections.removes', { count: removals })}</button>}
        {!busy && <button type="button" aria-label={t('connections.sync_now_of', { name })} onClick={after(hub.sync)}>{t('connections.sync_now')}</button>}
        {!busy && <button type="button" onClick={() => setLooking(true)}>{t('connections.preview')}</button>}
        {undoable && <button type="button" onClick={after(hub.undoSync, 'connections.undone')}>{t('connections.undo')}</button>}
      </div>
      <Problem text={problem} />
      {looking && <Preview service={service} close={() => setLooking(false)} />}
    </div>
  );
}

function Progress({ service: { service: id, name } }) {
  const now = syncs.value[id];
  const known = now?.state === 'syncing' && now.done > 0;
  return (
    <div class="service-progress">
      <p class="hint">{known ? t('connections.syncing_at', { done: number(now.done), total: now.total && number(now.total) }) : t('connections.syncing')}{known && now.title ? ` – ${now.title}` : ''}</p>
      <progress aria-label={`${name}: ${t('connections.syncing')}`} max={known && now.total > 0 ? now.total : undefined} value={known && now.total > 0 ? now.done : undefined} />
    </div>
  );
}

function standing({ name, sync_error: error, paused, undo_left: left, pulled, pushed, refused, last_sync_at: last, next_sync_at: next }) {
  if (left > 0) return `${error ? reasonOf(error, name) : t('connections.interrupted')} ${t('connections.to_take_back', { count: left })}`;
  const again = next && t('connections.next', { when: moment(next) });
  if (error) return [reasonOf(error, name), again].filter(Boolean).join(' ');
  if (paused) return t('connections.took_back');
  const synced = last ? t('connections.synced', { when: moment(last), pulled, pushed }) : t('connections.not_synced');
  return [synced, refused > 0 && t('connections.refused', { count: refused }), again].filter(Boolean).join(' ');
}
