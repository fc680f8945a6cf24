// A token for one more client: named, made, shown this once.

import { useRef, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { Copy } from '../../ui/copy.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { t } from '../../words/index.js';
import { Addresses } from './clients.jsx';

export function MakeToken({ done, close }) {
  const [made, setMade] = useState();
  return (
    <Dialog title={made ? t('players.token_for', made.device) : t('players.make_token')} close={close}>
      {made
        ? <Made made={made} close={close} />
        : <Name button={t('players.make_it')} close={close} send={async (name) => { setMade(await hub.newToken(name)); done(); }} />}
    </Dialog>
  );
}

function Made({ made, close }) {
  return (
    <>
      <p role="status">{t('players.shown_once')}</p>
      <Copy text={made.token} id="made-token" name={t('players.copy_token')} />
      <Addresses made={made} />
      <div class="actions"><button type="button" class="primary" onClick={close}>{t('players.close')}</button></div>
    </>
  );
}

// A client that led the person here asks to be let in.
export function Allow({ ticket, done, close }) {
  const [device, setDevice] = useState();
  return (
    <Dialog title={t('players.allow_title')} close={close}>
      {device
        ? <><p role="status">{t('players.allowed', device)}</p><div class="actions"><button type="button" class="primary" onClick={close}>{t('players.close')}</button></div></>
        : (
          <>
            <p>{t('players.allow_hint')}</p>
            <Name button={t('players.allow')} close={close} send={async (name) => { setDevice((await hub.allowClient(ticket, name)).device); done(); }} />
          </>
        )}
    </Dialog>
  );
}

function Name({ button, send, close }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  const field = useRef();

  async function submit(event) {
    event.preventDefault();
    setBusy(true);
    try {
      await send(field.current.value.trim());
    } catch (error) {
      setBusy(false);
      setProblem(error.message);
    }
  }

  return (
    <form class="name-client" onSubmit={submit}>
      <label class="field">
        {t('players.client_name')}
        <input ref={field} id="client-name" name="client" required maxLength={60} autocomplete="off" placeholder={t('players.client_example')} />
      </label>
      {problem && <p class="problem" role="alert">{problem}</p>}
      <div class="actions">
        <button type="submit" class="primary" disabled={busy}>{button}</button>
        <button type="button" onClick={close}>{t('title.cancel')}</button>
      </div>
    </form>
  );
}
