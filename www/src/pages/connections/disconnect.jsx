// Asks before an account is let go, and says what goes with it and what stays.

import { refresh } from '../../follow.js';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { Dialog } from '../../ui/dialog.jsx';
import { t } from '../../words/index.js';
import { isFeed, receive } from './service.js';
import { Problem, useAction } from './use-action.jsx';

export function Disconnect({ service, close }) {
  const { service: id, name, waiting } = service;
  const { busy, problem, run } = useAction(service);
  const feed = isFeed(service);
  const letGo = () => run(async () => {
    const { service: row } = await hub.disconnect(id);
    close();
    receive(row);
    say(t('connections.disconnected', { name }));
    refresh();
    requestAnimationFrame(() => document.getElementById(`connect-${id}`)?.focus());
  });
  return (
    <Dialog title={t('connections.disconnect_ask', { name })} close={close}>
      <h3>{t('connections.goes')}</h3>
      <ul class="plain-list">
        <li>{t(feed ? 'connections.goes_feed' : 'connections.goes_sign_in', { name })}</li>
        <li>{t(feed ? 'connections.goes_reads' : 'connections.goes_plays', { name })}</li>
      </ul>
      <h3>{t('connections.stays')}</h3>
      <ul class="plain-list">
        <li>{t('connections.stays_here')}</li>
        <li>{t('connections.stays_there', { name })}</li>
        {waiting > 0 && <li>{t('connections.stays_waiting', { count: waiting })}</li>}
      </ul>
      <Problem text={problem} />
      <div class="actions" aria-busy={busy}>
        <button type="button" class="danger" onClick={letGo}>{t('connections.disconnect')}</button>
        <button type="button" onClick={close}>{t('connections.keep')}</button>
      </div>
    </Dialog>
  );
}
