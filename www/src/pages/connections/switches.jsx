// What a person can set of a service, each with its own trouble beside it.

import { ask, isAsked } from '../../asked.js';
import { mine } from '../../profile.js';
import { Switch } from '../../ui/switch.jsx';
import { has, t } from '../../words/index.js';
import { isFeed, isKept, isMusic, isTold, partsOf, takesPlays } from './service.js';
import { set } from './settings.js';
import { Threshold } from './threshold.jsx';
import { Tuning } from './tuning.jsx';
import { Problem, useSetting } from './use-action.jsx';

// The words of a part: what is listed is another thing for music.
export const nameOfPart = (part, service) => t(`connections.${part === 'sync_watchlist' && isMusic(service) ? 'sync_loved' : part}`);

export const hintOfPart = (part, service) => (
  part === 'sync_history' ? t('connections.sync_history_hint', { name: service.name, tells: isTold(service) && service.bidirectional }) : undefined);

// Who can see there what is told.
export function seenBy({ service: id, name }) {
  return t([`connections.seen_${id}`, 'connections.seen_other'].find(has), { name });
}

function Setting({ service, name, label, hint, save }) {
  const { problem, run } = useSetting(service);
  return (
    <>
      <Switch label={label} hint={hint} checked={service[name]} onChange={({ target }) => run(() => save(target.checked))} />
      <Problem text={problem} />
    </>
  );
}

const plain = (id, name) => (wanted) => set(id, { [name]: wanted });

export function Plays({ service }) {
  const { service: id, name, rule, from_browser: carried } = service;
  if (!takesPlays(service)) return null;
  return (
    <section class="service-part" aria-label={t('connections.what_goes')}>
      <h4>{t('connections.what_goes')}</h4>
      <Setting service={service} name="enabled" label={t('connections.send')} hint={t('connections.send_hint', { name })} save={plain(id, 'enabled')} />
      {rule?.type === 'video' && <Threshold service={service} />}
      {carried !== null && <FromBrowser service={service} />}
    </section>
  );
}

// The hub knows that some browser was asked; only this one knows itself.
function FromBrowser({ service }) {
  const { service: id, name, from_browser: carried } = service;
  const mine = carried && isAsked(id);
  const hint = [carried && !mine && t('connections.from_browser_other'), t('connections.from_browser_hint', { name })].filter(Boolean).join(' ');
  async function save(wanted) {
    const before = isAsked(id);
    ask(id, wanted);
    try {
      await set(id, { from_browser: wanted });
    } catch (error) {
      ask(id, before);
      throw error;
    }
  }
  return <Setting service={{ ...service, from_browser: mine }} name="from_browser" label={t('connections.from_browser')} hint={hint} save={save} />;
}

export function Kept({ service }) {
  const parts = partsOf(service);
  if (parts.length === 0) return null;
  return (
    <section class="service-part" aria-label={t('connections.in_step')}>
      <h4>{t('connections.in_step')}</h4>
      {parts.map((part) => (
        <Setting key={part} service={service} name={part} label={nameOfPart(part, service)} hint={hintOfPart(part, service)} save={plain(service.service, part)} />
      ))}
      <p class="hint">{seenBy(service)}</p>
      {isKept(service) && <Tuning service={service} />}
    </section>
  );
}

// For what is carried by hand.
export function Files({ service }) {
  const { service: id, name, writes } = service;
  if (!isFeed(service)) return null;
  return (
    <section class="service-part" aria-label={t('connections.files')}>
      <h4>{t('connections.files')}</h4>
      <p class="hint">{t('connections.files_hint', { name })}</p>
      <div class="actions">
        <a class="button" href="/import" aria-label={t('connections.import_file_of', { name })}>{t('connections.import_file')}</a>
        {writes.includes('files') && <a class="button" href={mine(`/api/v1/export?format=${id}`)} download>{t('connections.files_get', { name })}</a>}
      </div>
    </section>
  );
}
