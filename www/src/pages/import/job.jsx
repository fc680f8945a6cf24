// One import: how far it is, its questions, its rows, and what can be done with it.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { readImports } from '../../follow.js';
import { hub, refused } from '../../hub.js';
import { say } from '../../notices.js';
import { imports, nameOf } from '../../state.js';
import { moment, number } from '../../words/format.js';
import { t } from '../../words/index.js';
import { Asks } from './asks.jsx';
import { Forget } from './forget.jsx';
import { download } from './report.js';
import { formatName, HubWords } from './hub-words.jsx';
import { Rows } from './rows.jsx';
import { UnderWay } from './under-way.jsx';
import { Wishes } from './wishes.jsx';

const ENDED = ['done', 'cancelled', 'failed'];
const MOVING = ['comparing', 'running'];

const keep = (job) => { imports.value = imports.peek()?.map((other) => (other.id === job.id ? job : other)); };

// `opened`: its rows are shown; `sort` which; `go` changes the address.
export function Job({ job, opened, sort, go }) {
  const [problem, setProblem] = useState();
  const [forgetting, setForgetting] = useState(false);
  const heading = useRef();
  const within = useRef(false);
  const id = useId();
  const { state } = job;

  // What was pressed may be gone: then one is at the import itself.
  useEffect(() => {
    if ((opened || within.current) && document.activeElement === document.body) heading.current.focus({ preventScroll: true });
  }, [state, opened]);

  // Does it, and says here what went wrong. Gives back whether it went well.
  async function act(work) {
    setProblem(undefined);
    try {
      const answer = await work();
      if (answer?.import) keep(answer.import);
      return true;
    } catch (error) {
      setProblem(error.message);
      // Somebody else may have changed it.
      if (error.code === 'import_state' || error.code === 'not_found') readImports();
      return false;
    }
  }

  async function forget(keeps) {
    setForgetting(false);
    if (!await act(() => hub.deleteImport(job.id, keeps))) return;
    imports.value = imports.peek().filter((other) => other.id !== job.id);
    const told = ENDED.includes(state) && !keeps ? 'import.taken_out' : 'import.put_away';
    say(t(told, { name: job.file }));
    document.getElementById('page').focus({ preventScroll: true });
  }

  const open = opened || state === 'ready';
  return (
    <article
      class="job" data-import={job.id} data-state={state} aria-labelledby={id} onFocusIn={() => { within.current = true; }}
      onFocusOut={({ relatedTarget, currentTarget }) => { if (relatedTarget && !currentTarget.contains(relatedTarget)) within.current = false; }}
    >
      <header>
        <h3 id={id} ref={heading} tabIndex={-1}>{job.file}</h3>
        <p class="hint">{t('import.looks', { what: lookOf(job) })} {moment(job.made_at)}</p>
      </header>
      <LeftOut files={job.left_out} />
      <Sentence job={job} />
      {(MOVING.includes(state) || (state === 'cancelled' && job.done < job.total)) && <UnderWay job={job} />}
      {state === 'asking' && <Asks job={job} answer={(answers) => act(() => hub.answerImport(job.id, { answers: { ...job.answers, ...answers } }))} />}
      {state === 'ready' && <Wishes job={job} wish={(said) => act(() => hub.answerImport(job.id, said))} />}
      {open && state !== 'asking' && job.total > 0 && !MOVING.includes(state) && (
        <Rows job={job} sort={sort} show={(rows, replace) => go({ job: job.id, rows }, { replace })} act={act} />
      )}
      {problem && <p class="problem" role="alert">{problem}</p>}
      <div class={`actions ${state === 'ready' ? 'at-hand' : ''}`}>
        <Buttons job={job} open={open} act={act} go={go} forget={() => (ENDED.includes(state) ? setForgetting(true) : forget(false))} />
      </div>
      {forgetting && <Forget job={job} close={() => setForgetting(false)} forget={forget} />}
    </article>
  );
}

function lookOf({ service, format, looks_like: said }) {
  if (service) return t('import.an_account', { name: nameOf(service) });
  return formatName(format) ?? said;
}

function LeftOut({ files }) {
  if (files.length === 0) return null;
  return (
    <details>
      <summary>{t('import.files_left_out', { count: files.length })}</summary>
      <ul class="hint">{files.map(({ file, reason }) => <li key={file}>{file}: <HubWords of={reason} /></li>)}</ul>
    </details>
  );
}

const COUNTED = ['new', 'known', 'unclear', 'refused', 'left_out'];

function Sentence({ job: { state, counts, problem, problem_code: code } }) {
  const told = COUNTED.filter((sort) => counts[sort] > 0).map((sort) => t(`import.count_${sort}`, { count: number(counts[sort]) })).join(', ');
  return <p class="counts" role="status">{t(`import.state_${state}`, { told, why: problem && refused({ code, detail: problem }).message })}</p>;
}

function Buttons({ job, open, act, go, forget }) {
  const { id, state, counts, file } = job;
  const button = (name, text, onClick, more) => <button key={name} type="button" aria-label={`${text}: ${file}`} onClick={onClick} {...more}>{text}</button>;
  return (
    <>
      {state === 'ready' && button('run', t('import.run', { count: counts.new, written: number(counts.new) }), () => act(() => hub.runImport(id)), { class: 'primary', disabled: counts.new === 0 })}
      {MOVING.includes(state) && button('cancel', t('import.cancel'), () => act(() => hub.cancelImport(id)))}
      {(state === 'cancelled' || state === 'failed') && button('resume', t('import.resume'), () => act(() => hub.resumeImport(id)), { class: 'primary' })}
      {state === 'done' && <a class="button" href={`/history`}>{t('import.to_history')}</a>}
      {ENDED.includes(state) && job.total > 0 && button('show', t(open ? 'import.hide_rows' : 'import.show_rows'), () => go({ job: open ? undefined : id, rows: undefined }), { 'aria-expanded': open })}
      {state === 'done' && button('csv', t('import.report', { kind: 'CSV' }), () => act(() => download(job, 'csv')))}
      {state === 'done' && button('json', t('import.report', { kind: 'JSON' }), () => act(() => download(job, 'json')))}
      {!MOVING.includes(state) && button('forget', t(ENDED.includes(state) ? 'import.remove' : 'import.throw_away'), forget, { class: 'plain' })}
    </>
  );
}
