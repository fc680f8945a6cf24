// A code for the day this browser is lost, and the way back for those who have one.

import { useEffect, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { Copy } from '../../ui/copy.jsx';
import { date } from '../../words/format.js';
import { t } from '../../words/index.js';
import { Part } from './part.jsx';

export function Recovery() {
  const [made, setMade] = useState();
  const [problem, setProblem] = useState();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);

  async function run(action) {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
    } catch (error) {
      setProblem(error.message);
    }
    setBusy(false);
  }
  useEffect(() => { run(async () => setMade(await hub.recovery())); }, []);

  async function recover() {
    await hub.recover(typed);
    location.assign('/?again=true');
  }

  const since = made?.made_at;
  return (
    <Part id="recovery" title={t('settings.keep')} hint={since ? t('settings.keep_made', { day: date(since) }) : t('settings.keep_hint')}>
      {made?.code && <Copy id="recovery-code" text={made.code} />}
      {made?.code && <p class="hint">{t('settings.shown_once')}</p>}
      <div class="actions">
        <button type="button" id="make-recovery" disabled={busy} onClick={() => run(async () => setMade(await hub.newRecovery()))}>
          {t(since ? 'settings.make_new' : 'settings.make')}
        </button>
      </div>
      <details>
        <summary>{t('settings.was_here')}</summary>
        <form class="stack" onSubmit={(event) => { event.preventDefault(); run(recover); }}>
          <label for="recover-code">{t('settings.your_code')}</label>
          <input
            id="recover-code" name="code" autocomplete="off" spellcheck={false} autocapitalize="characters" required
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX" value={typed} onInput={({ target }) => setTyped(target.value)}
          />
          <div class="actions"><button class="primary" disabled={busy}>{t('settings.bring_back')}</button></div>
          <p class="hint">{t('settings.no_code')}</p>
        </form>
      </details>
      {problem && <p class="problem" role="alert">{problem}</p>}
    </Part>
  );
}
