// A file is chosen or dropped, or an account is read; what is wrong with it is said here.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { connected, imports, services } from '../../state.js';
import { percent } from '../../words/format.js';
import { has, t } from '../../words/index.js';
import { FORMATS } from './formats.jsx';
import { HubWords } from './hub-words.jsx';
import { timeZone } from './zone.js';

const MOST_MB = 25;
// Refusals of which the hub knows more than that.
const TELLING = ['unknown_file', 'payload_too_large'];

// `take` is given what a dropped file goes to; `brought` hears of a new import, `refused` of a file nobody can read.
export function Bring({ take, brought, refused }) {
  const id = useId();
  const input = useRef();
  const format = useRef();
  // What is on its way: `{name, cancel}`, and which share of it has gone; and what went wrong: `{text, detail, again}`.
  const [sending, setSending] = useState();
  const [share, setShare] = useState();
  const [problem, setProblem] = useState();

  async function bring(name, ask, calling) {
    if (sending) return;
    setProblem(undefined);
    setShare(undefined);
    setSending({ name, cancel: calling && (() => calling.abort()) });
    try {
      await timeZone.say();
      const { import: job } = await ask();
      const known = imports.peek() ?? [];
      // The hub may have told of it before it answered, and of how it went on.
      if (!known.some(({ id: other }) => other === job.id)) imports.value = [job, ...known];
      brought(job.id);
    } catch (error) {
      const unread = error.code === 'unknown_file';
      if (calling?.signal.aborted) requestAnimationFrame(() => input.current?.focus());
      else setProblem({ ...inWords(error), again: unread ? undefined : () => bring(name, ask, calling) });
      if (unread) refused();
    }
    setSending(undefined);
    input.current.value = '';
  }

  function bringFile(file) {
    if (!file) return;
    if (file.size > MOST_MB * 1024 * 1024) setProblem({ text: t('import.too_large', { mb: MOST_MB }) });
    else {
      const calling = new AbortController();
      bring(file.name, () => hub.bringFile(file, format.current.value, { sent: setShare, signal: calling.signal }), calling);
    }
  }

  useEffect(() => { take.current = bringFile; });

  return (
    <div class="bring" aria-busy={Boolean(sending)}>
      <div class="bring-file">
        <input
          ref={input} id="import-file" class="visually-hidden" type="file" disabled={Boolean(sending)}
          aria-describedby={`${id}-hint ${id}-problem`} onChange={({ target }) => bringFile(target.files[0])}
        />
        <label class="button primary" for="import-file">{t('import.choose')}</label>
        <div class="field narrow-select">
          <label for="import-format">{t('import.what_it_is')}</label>
          <select id="import-format" ref={format}>
            <option value="">{t('import.find_out')}</option>
            {Object.entries(FORMATS).map(([value, { name }]) => <option key={value} value={value}>{name}</option>)}
          </select>
        </div>
      </div>
      <p id={`${id}-hint`} class="hint">{t('import.hint', { mb: MOST_MB })}</p>
      <Accounts busy={Boolean(sending)} read={(service) => bring(service.name, () => hub.importAccount(service.service))} />
      <p class="hint said" role="status">{sending && t(share < 1 ? 'import.uploading' : 'import.sending', sending)}</p>
      {sending && <Sending {...sending} share={share} />}
      <div id={`${id}-problem`} role="alert" class="bring-problem">
        {problem && (
          <>
            <p class="problem">{problem.text}</p>
            {problem.detail && <p class="hint"><HubWords of={problem.detail} /></p>}
            {problem.again && <button type="button" onClick={problem.again}>{t('import.again')}</button>}
          </>
        )}
      </div>
    </div>
  );
}

// Once all of it has gone nobody can say how long it is read.
function Sending({ name, cancel, share }) {
  const going = share < 1;
  return (
    <div class="sending">
      <progress aria-label={t('import.sending', { name })} value={going ? share : undefined} />
      {going && <span class="hint" aria-hidden="true">{percent(share)}</span>}
      {cancel && <button type="button" class="small" onClick={cancel}>{t('import.cancel')}</button>}
    </div>
  );
}

// What the hub says of the file itself stands below.
function inWords({ code, message, said }) {
  const known = `import.problem_${code}`;
  return { text: has(known) ? t(known) : message, detail: TELLING.includes(code) ? said : undefined };
}

const readable = ({ state, enabled, reads, auth }) => state === 'connected' && enabled && reads.length > 0 && auth !== 'files';

function Accounts({ busy, read }) {
  if (!services.value) return null;
  const all = connected.value.filter(readable);
  if (all.length === 0) {
    return <p class="hint">{t('import.no_account')} <a href="/connections">{t('import.connect')}</a></p>;
  }
  return (
    <div class="accounts">
      <p class="hint">{t('import.account')}</p>
      <div class="actions">
        {all.map((service) => (
          <button key={service.service} type="button" disabled={busy} onClick={() => read(service)}>{t('import.read', service)}</button>
        ))}
      </div>
    </div>
  );
}
