// The account goes, and with it all that is kept of the person.

import { useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { forgetAll } from '../../offline.js';
import { mine } from '../../profile.js';
import { connected } from '../../state.js';
import { Dialog } from '../../ui/dialog.jsx';
import { list } from '../../words/format.js';
import { t } from '../../words/index.js';
import { Part } from './part.jsx';

export function Leave() {
  const [asking, setAsking] = useState(false);
  return (
    <Part id="leave" title={t('settings.leave')} hint={t('settings.leave_hint')}>
      <div class="actions"><button type="button" class="danger" onClick={() => setAsking(true)}>{t('settings.leave_ask')}</button></div>
      {asking && <Ask close={() => setAsking(false)} />}
    </Part>
  );
}

function Ask({ close }) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  const word = t('settings.leave_word');
  const names = list(connected.value.map(({ name }) => name));

  async function leave(event) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await hub.leave();
      await forgetAll();
      location.replace('/');
    } catch (error) {
      setProblem(error.message);
      setBusy(false);
    }
  }

  return (
    <Dialog title={t('settings.leave')} close={close}>
      <form class="stack" onSubmit={leave}>
        <p>{t('settings.leave_goes')}</p>
        <p>{names ? t('settings.leave_stays', { names }) : t('settings.leave_stays_none')}</p>
        <p><a href={mine('/api/v1/export?format=playtally')} download>{t('settings.leave_export')}</a></p>
        <label for="leave-word">{t('settings.leave_type', { word })}</label>
        <input id="leave-word" autocomplete="off" autocapitalize="none" value={typed} onInput={({ target }) => setTyped(target.value)} />
        {problem && <p class="problem" role="alert">{problem}</p>}
        <div class="actions">
          <button class="danger" disabled={busy || typed.trim().toLowerCase() !== word}>{t('settings.leave_do')}</button>
          <button type="button" onClick={close}>{t('title.cancel')}</button>
        </div>
      </form>
    </Dialog>
  );
}
