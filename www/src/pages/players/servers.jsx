// Media servers that tell by webhook: the addresses for them, who and what counts there, and what came last.

import { useEffect, useId, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { profiles } from '../../state.js';
import { Copy } from '../../ui/copy.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { Switch } from '../../ui/switch.jsx';
import { Whose } from '../../ui/whose.jsx';
import { date, moment, relative } from '../../words/format.js';
import { t } from '../../words/index.js';

const KINDS = ['plex', 'jellyfin', 'emby', 'kodi'];
const STEPS = [1, 2, 3];
// Whoever has just set a server up waits for it here.
const LOOK_EVERY_MS = 5_000;

export function Servers({ webhooks, changed }) {
  // An address is known to whoever asked for it, and only until the page goes.
  const [addresses, setAddresses] = useState({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();

  const some = webhooks.length > 0;
  useEffect(() => {
    if (!some) return undefined;
    const timer = setInterval(() => { if (!document.hidden) changed(); }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [some]);

  const told = ({ address, webhook }) => setAddresses((known) => ({ ...known, [webhook.id]: address }));

  async function make() {
    setBusy(true);
    try {
      told(await hub.newWebhook());
      setProblem(undefined);
      await changed();
    } catch (error) {
      setProblem(error.message);
    }
    setBusy(false);
  }

  return (
    <section class="panel servers" aria-labelledby="servers">
      <div class="servers-head">
        <h2 id="servers">{t('servers.title')}</h2>
        <button type="button" id="new-webhook" class={some ? '' : 'primary'} disabled={busy} onClick={make}>{t('servers.make')}</button>
      </div>
      <p class="hint">{t('servers.hint')}</p>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {some && (
        <ul class="webhook-list">
          {webhooks.map((webhook, at) => (
            <Webhook key={webhook.id} webhook={webhook} number={at + 1} address={addresses[webhook.id]} told={told} changed={changed} />
          ))}
        </ul>
      )}
      <HowTo />
    </section>
  );
}

function Webhook({ webhook, number, address, told, changed }) {
  const [asking, setAsking] = useState();
  const [problem, setProblem] = useState();
  const name = useId();

  const household = profiles.value.length > 1;
  const set = (part, id, what) => tell({ [part]: { [id]: what } });

  async function tell(said) {
    try {
      await hub.changeWebhook(webhook.id, said);
      setProblem(undefined);
    } catch (error) {
      setProblem(error.message);
    }
    await changed();
  }

  return (
    <li class="webhook" aria-labelledby={name}>
      <h3 id={name}>{t('servers.address', { number })}</h3>
      <div role="status">
        {address && <p>{t('servers.once')}</p>}
      </div>
      {address && <Copy text={address} id={`webhook-${webhook.id}`} name={t('servers.copy')} />}
      <Last webhook={webhook} />
      {webhook.problem && (
        <p class="problem">{t('servers.problem', { when: relative(webhook.problem.at) })} {webhook.problem.detail}</p>
      )}
      {household && <Whose label={t('profiles.whose')} value={webhook.profile} choose={(id) => tell({ profile: id })} />}
      <Parts
        title={t(household ? 'profiles.users' : 'servers.users')} hint={t(household ? 'profiles.users_hint' : 'servers.users_hint')} parts={webhook.users}
        set={(id, counts) => set('users', id, counts)} whose={household && ((user) => (user.counts ? user.profile ?? webhook.profile : ''))}
        choose={(id, whose) => (whose ? set('profiles', id, whose) : set('users', id, false))}
      />
      <Parts title={t('servers.libraries')} hint={t('servers.libraries_hint')} parts={webhook.libraries} set={(id, counts) => set('libraries', id, counts)} />
      {problem && <p class="problem" role="alert">{problem}</p>}
      <div class="actions">
        <button type="button" aria-label={t('servers.rotate_one', { number })} onClick={() => setAsking('rotate')}>{t('servers.rotate')}</button>
        <button type="button" aria-label={t('servers.end_one', { number })} onClick={() => setAsking('end')}>{t('servers.end')}</button>
      </div>
      {asking && <Sure what={asking} webhook={webhook} number={number} told={told} changed={changed} close={() => setAsking(undefined)} />}
    </li>
  );
}

function Last({ webhook: { made_at: made, last_heard_at: at, last } }) {
  if (!last) return <p class="hint">{t('servers.silent', { made: date(made) })}</p>;
  return (
    <p>
      <time dateTime={at} title={moment(at)}>{relative(at)}</time>{' · '}
      {[last.server, last.user, t(`servers.event_${last.event}`), last.title].filter(Boolean).join(' · ')}
      {!last.counts && <span class="hint"> {t('servers.not_counted')}</span>}
    </p>
  );
}

// `whose` says who of the household one is, where there are several.
function Parts({ title, hint, parts, set, whose, choose }) {
  if (parts.length === 0) return null;
  const servers = new Set(parts.map(({ server }) => server));
  const label = ({ server, name }) => (servers.size > 1 ? `${name} (${server})` : name);
  return (
    <fieldset class="webhook-parts">
      <legend>{title}</legend>
      <p class="hint">{hint}</p>
      {parts.map((part) => (whose
        ? <Whose key={part.id} label={label(part)} value={whose(part)} nobody={t('profiles.nobody')} choose={(wanted) => choose(part.id, wanted)} />
        : <Switch key={part.id} label={label(part)} checked={part.counts} onChange={({ currentTarget }) => set(part.id, currentTarget.checked)} />))}
    </fieldset>
  );
}

function Sure({ what, webhook, number, told, changed, close }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();

  async function go() {
    setBusy(true);
    try {
      if (what === 'rotate') told(await hub.rotateWebhook(webhook.id));
      else await hub.endWebhook(webhook.id);
    } catch (error) {
      setBusy(false);
      setProblem(error.message);
      return;
    }
    close();
    say(t(`servers.${what}_done`, { number }));
    await changed();
    // What had the focus may be gone.
    if (what === 'end') document.getElementById('new-webhook')?.focus();
  }

  return (
    <Dialog title={t(`servers.${what}_title`, { number })} close={close}>
      <p>{t(`servers.${what}_hint`)}</p>
      {problem && <p class="problem" role="alert">{problem}</p>}
      <div class="actions">
        <button type="button" class="danger" disabled={busy} onClick={go}>{t(`servers.${what}_yes`)}</button>
        <button type="button" onClick={close}>{t('title.cancel')}</button>
      </div>
    </Dialog>
  );
}

function HowTo() {
  return (
    <div class="webhook-how">
      {KINDS.map((kind) => (
        <details key={kind}>
          <summary>{t(`servers.${kind}`)}</summary>
          <ol>{STEPS.map((step) => <li key={step}>{t(`servers.${kind}_${step}`)}</li>)}</ol>
        </details>
      ))}
    </div>
  );
}
