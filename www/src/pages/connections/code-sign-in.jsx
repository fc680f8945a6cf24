// Connecting by a code: shows it large and as a picture, counts down, and says how it ended, with a way on.

import { useEffect, useRef, useState } from 'preact/hooks';
import { refresh } from '../../follow.js';
import { hub, refused } from '../../hub.js';
import { Copy } from '../../ui/copy.jsx';
import { Qr } from '../../ui/qr.jsx';
import { length } from '../../words/format.js';
import { has, t } from '../../words/index.js';
import { explain } from './service.js';

const ASK_AGAIN = 2_000;

export function CodeSignIn({ service, resume, close }) {
  const { service: id, name } = service;
  const { shown, start, cancel } = useCode(service, resume, close);
  const link = useRef();
  const again = useRef();
  const pending = shown?.state === 'pending';

  // The next thing to do with the keyboard.
  useEffect(() => {
    if (pending) link.current.focus();
    else if (shown) again.current.focus();
  }, [shown?.state, shown?.user_code]);

  if (!shown) return <Asking name={name} close={close} />;
  if (pending) return <Waiting id={id} name={name} shown={shown} link={link} cancel={cancel} />;
  return (
    <div class="code-sign-in stack">
      <p role="status" class={shown.state === 'cancelled' ? 'said' : 'problem'}>{ending(shown, service)}</p>
      <div class="actions">
        <button type="button" id={`${id}-code-again`} ref={again} class="primary" onClick={start}>{t('connections.code_new')}</button>
        <button type="button" onClick={close}>{t('connections.close')}</button>
      </div>
    </div>
  );
}

function ending({ state, problem }, service) {
  if (state === 'failed' && problem) return explain(refused(problem), service);
  const own = `connections.code_${state}`;
  return has(own) ? t(own, service) : t('connections.code_failed');
}

// The hub's word, asked for again and again while the code waits.
function useCode(service, resume, close) {
  const { service: id } = service;
  const [shown, setShown] = useState();
  const asking = useRef();
  // What was asked for last; after that, and once this is gone, no other answer counts.
  const turn = useRef(0);

  async function take(ask, first) {
    clearTimeout(asking.current);
    const mine = turn.current += 1;
    const isOver = () => mine !== turn.current;
    try {
      const answer = await ask();
      if (isOver()) return;
      setShown(answer);
      if (answer.state === 'connected') refresh();
      else if (answer.state === 'pending') asking.current = setTimeout(read, ASK_AGAIN);
    } catch (error) {
      if (isOver()) return;
      // Connected in another way meanwhile.
      if (error.code === 'no_sign_in') close();
      else if (first) setShown({ state: 'failed', problem: { code: error.code, detail: error.said } });
      else {
        setShown((before) => before && { ...before, lost: true });
        asking.current = setTimeout(read, ASK_AGAIN);
      }
    }
  }

  const read = () => take(() => hub.readCode(id));
  const cancel = () => take(() => hub.cancelCode(id));
  const start = () => {
    setShown(undefined);
    take(() => hub.startCode(id), true);
  };

  useEffect(() => {
    if (resume) read();
    else start();
    return () => {
      turn.current += 1;
      clearTimeout(asking.current);
    };
  }, []);

  return { shown, start, cancel };
}

function Asking({ name, close }) {
  return (
    <div class="code-sign-in stack">
      <p role="status" class="hint">{t('connections.code_asking', { name })}</p>
      <div class="code-place" aria-hidden="true" />
      <div class="actions"><button type="button" onClick={close}>{t('connections.cancel')}</button></div>
    </div>
  );
}

function Waiting({ id, name, shown, link, cancel }) {
  const address = shown.verification_url_complete ?? shown.verification_url;
  return (
    <div class="code-sign-in stack">
      <div class="code-place">
        <Qr text={address} label={t('connections.code_qr', { name })} />
        <div class="stack">
          <p class="hint">{t('connections.code_before')}<b>{shown.verification_url.replace(/^https?:\/\//, '')}</b>{t('connections.code_after')}</p>
          <Copy id={`${id}-code`} text={shown.user_code} key={shown.user_code} />
          <p class="hint"><Left until={shown.expires_at} /> {t('connections.code_waits')}</p>
        </div>
      </div>
      <p role="status" class="said problem">{shown.lost && t('connections.code_lost')}</p>
      <div class="actions">
        <a ref={link} class="button primary" href={address} target="_blank" rel="noreferrer">{t('connections.code_open', { name })}</a>
        <button type="button" onClick={cancel}>{t('connections.cancel')}</button>
      </div>
    </div>
  );
}

function Left({ until }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, []);
  return <span class="left">{t('connections.code_ends', { left: length((Date.parse(until) - now) / 1000) })}</span>;
}
