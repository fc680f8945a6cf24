// The ways to connect a service, or to sign in again, each where its button is: its page, a code, a token, a feed.

import { useEffect, useState } from 'preact/hooks';
import { t } from '../../words/index.js';
import { CodeSignIn } from './code-sign-in.jsx';
import { consent, goThere, leave, visit } from './consent.js';
import { begins } from './firsts.js';
import { FeedForm, TokenForm } from './forms.jsx';
import { Problem } from './use-action.jsx';

const FORMS = { token: TokenForm, files: FeedForm };

export function Connecting({ service, action, children }) {
  const { service: id, name, auth, state, code_flow: codes, code_pending: pending } = service;
  // A code that waited when the page was left is shown again.
  const [way, setWay] = useState(pending ? 'code' : undefined);
  const [back, setBack] = useState(false);
  const mine = visit.value?.service === id ? visit.value : undefined;

  // What was open is closed: on with the button that opened it.
  useEffect(() => {
    if (back) document.getElementById(`connect-${id}`)?.focus();
    setBack(false);
  }, [back]);
  const close = () => {
    setWay(undefined);
    setBack(true);
  };

  function connect() {
    begins(service);
    if (auth in FORMS) setWay('form');
    else action.run(() => consent(id));
  }

  function byCode() {
    begins(service);
    setWay('code');
  }

  const Form = FORMS[auth];
  if (way === 'form') return <div class="service-connect wide"><Form service={service} action={action} close={close} /><Problem text={action.problem} /></div>;
  if (way === 'code') return <div class="service-connect wide"><CodeSignIn service={service} resume={pending} close={close} /></div>;
  if (mine?.window) return <div class="service-connect wide"><Away service={service} visit={mine} /></div>;
  return (
    <div class="service-connect">
      <div class="actions">
        <button type="button" id={`connect-${id}`} class={state === 'disconnected' ? 'connect' : 'primary'} onClick={connect}>
          {t(state === 'disconnected' ? 'connections.connect' : 'connections.sign_in', { name })}
        </button>
        {codes && <button type="button" id={`code-${id}`} aria-label={t('connections.use_code_at', { name })} onClick={byCode}>{t('connections.use_code')}</button>}
        {children}
      </div>
      <Problem text={action.problem ?? mine?.problem} />
    </div>
  );
}

// While the person is in the other window.
function Away({ service: { service: id, name }, visit: { window: other, address, closed } }) {
  return (
    <div class="stack">
      <p role="status">{t(closed ? 'connections.window_closed' : 'connections.wait_window', { name })}</p>
      <div class="actions">
        {closed
          ? <button type="button" class="primary" onClick={() => consent(id)}>{t('connections.open_again')}</button>
          : <button type="button" class="primary" onClick={() => other.focus()}>{t('connections.window_front')}</button>}
        <button type="button" onClick={() => goThere(address)}>{t('connections.go_here')}</button>
        <button type="button" onClick={leave}>{t('connections.cancel')}</button>
      </div>
    </div>
  );
}
