// A code for one more player: asked for, shown until it is typed in or too old, and what came of it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { Copy } from '../../ui/copy.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { Qr } from '../../ui/qr.jsx';
import { Skeleton } from '../../ui/skeleton.jsx';
import { length } from '../../words/format.js';
import { t } from '../../words/index.js';

// While a code is shown, somebody is about to type it in.
const LOOK_EVERY = 3_000;
// As long as the code itself is good.
const TICK = 1_000;

export function Pair({ paired, close }) {
  const [state, setState] = useState({ is: 'asking' });
  const asked = useRef(0);

  async function ask() {
    const turn = asked.current += 1;
    const show = (next) => { if (asked.current === turn) setState(next); };
    show({ is: 'asking' });
    try {
      // Whoever is there already is not the new one.
      const { devices } = await hub.devices();
      show({ is: 'showing', known: devices.map(({ id }) => id), ...await hub.newCode() });
    } catch (error) {
      show({ is: 'failed', problem: error.message });
    }
  }

  useEffect(() => {
    ask();
    return () => { asked.current += 1; };
  }, []);

  function done(device) {
    setState({ is: 'done', device });
    paired();
  }
  // Somebody may have been quick at the end.
  function expired() {
    setState({ is: 'expired' });
    paired();
  }
  // What had the focus may be gone with what was shown before.
  const next = useRef();
  useEffect(() => {
    if (document.activeElement === document.body) next.current?.focus();
  }, [state.is]);

  return (
    <Dialog title={t('players.pair')} close={close} back="pair-player">
      {state.is === 'asking' && <Skeleton rows={2} />}
      {state.is === 'showing' && <Code {...state} done={done} expired={expired} />}
      <div role="status">
        {state.is === 'done' && <p class="pair-done">{t('players.done', state.device)}</p>}
        {state.is === 'expired' && <p>{t('players.expired')}</p>}
      </div>
      {state.is === 'failed' && <p class="problem" role="alert">{state.problem}</p>}
      <div class="actions">
        {state.is === 'done' && <button type="button" ref={next} class="primary" onClick={close}>{t('players.close')}</button>}
        {state.is === 'done' && <button type="button" onClick={ask}>{t('players.another')}</button>}
        {state.is === 'expired' && <button type="button" ref={next} class="primary" onClick={ask}>{t('players.new_code')}</button>}
        {state.is === 'failed' && <button type="button" ref={next} class="primary" onClick={ask}>{t('players.again')}</button>}
      </div>
    </Dialog>
  );
}

function Code({ code, expires_at: end, known, done, expired }) {
  useEffect(() => {
    async function look() {
      if (document.hidden) return;
      // The next look may go better.
      const { devices } = await hub.devices().catch(() => ({ devices: [] }));
      const fresh = devices.find(({ id }) => !known.includes(id));
      if (fresh) done(fresh);
    }
    const timer = setInterval(look, LOOK_EVERY);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [code]);
  return (
    <>
      <ol class="pair-steps">
        <li>
          <p>{t('players.step_address')}</p>
          <Copy text={`${location.origin}/api/v1`} id="hub-address" name={t('players.copy_address')} />
        </li>
        <li>
          <p>{t('players.step_code')}</p>
          <div class="pair-code">
            <Copy text={code} id="pairing-code" name={t('players.copy_pairing')} />
            <Qr text={code} label={t('players.qr')} />
          </div>
        </li>
      </ol>
      <Countdown end={end} over={expired} />
    </>
  );
}

function Countdown({ end, over }) {
  const left = () => Math.max(0, Math.ceil((Date.parse(end) - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => {
      setSeconds(left());
      if (left() === 0) over();
    }, TICK);
    return () => clearInterval(timer);
  }, [end]);
  return <p class="hint pair-left">{t('players.waiting')} <span role="timer" aria-label={t('players.left', { time: length(seconds) })}>{length(seconds)}</span></p>;
}
