// A file is chosen or dropped, or an account is read; what is wrong with it is said here.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { connected, imports, services } from '../../state.js';
import { has, t } from '../../words/index.js';
import { FORMATS } from './formats.jsx';
import { timeZone } from './zone.js';

const MOST_MB = 25;

// `take` is given what a dropped file goes to; `brought` hears of a new import, `refused` of a file nobody can read.
export function Bring({ take, brought, refused }) {
  const id = useId();
  const input = useRef();
  const format = useRef();
  // What is on its way: a name; and what went wrong: `{text, detail, again}`.
  const [sending, setSending] = useState();
  const [problem, setProblem] = useState();

  async function bring(name, ask) {
    if (sending) return;
    setProblem(undefined);
    setSending(name);
    try {
      await timeZone.say();
      const { import: job } = await ask();
      imports.value = [job, ...(imports.peek() ?? []).filter((other) => other.id !== job.id)];
      brought(job.id);
    } catch (error) {
      const unread = error.code === 'unknown_file';
      setProblem({ ...inWords(error), again: unread ? undefined : () => bring(name, ask) });
      if (unread) refused();
    }
    setSending(undefined);
    input.current.value = '';
  }

  function bringFile(file) {
    if (!file) return;
    if (file.size > MOST_MB * 1024 * 1024) setProblem({ text: t('import.too_large', { mb: MOST_MB }) });
    else bring(file.name, () => hub.bringFile(file, format.current.value));
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
      <p class="hint said" role="status">{sending && t('import.sending', { name: sending })}</p>
      {sending && <progress class="sending" aria-label={t('import.sending', { name: sending })} />}
      <div id={`${id}-problem`} role="alert" class="bring-problem">
        {problem && (
          <>
            <p class="problem">{problem.text}</p>
            {problem.detail && <p class="hint" lang="en">{problem.detail}</p>}
            {problem.again && <button type="button" onClick={problem.again}>{t('import.again')}</button>}
          </>
        )}
      </div>
    </div>
  );
}

// In the person's words, with the hub's own below where they say more.
function inWords({ code, message }) {
  const known = `import.problem_${code}`;
  return has(known) ? { text: t(known), detail: message } : { text: message };
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
