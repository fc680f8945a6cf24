// The rows of an import by what comes of them: new, known, unclear, refused, left out.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { date, number } from '../../words/format.js';
import { label } from '../../words/title.js';
import { Skeleton } from '../../ui/skeleton.jsx';
import { t } from '../../words/index.js';
import { HubWords } from './hub-words.jsx';
import { Unclear } from './unclear.jsx';

const SORTS = ['unclear', 'new', 'known', 'refused', 'left_out'];
const PAGE = 50;
const MOST = 1_000;

export function Rows({ job, sort, show, act }) {
  const { counts, state } = job;
  const id = useId();
  const there = SORTS.filter((name) => counts[name] > 0 || name === sort);
  // What is unclear is what the person is here for.
  const usual = state === 'ready' && counts.unclear > 0 ? 'unclear' : ['new', ...SORTS].find((name) => counts[name] > 0);
  const shown = there.includes(sort) ? sort : usual;
  const panel = useRef();
  const before = useRef();
  // What is answered last takes its sort with it: the focus goes on to what is shown then.
  useEffect(() => {
    if (before.current && before.current !== shown && document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
    before.current = shown;
  }, [shown]);
  if (!shown) return null;
  return (
    <div class="preview">
      <Tabs id={id} names={there} counts={counts} shown={shown} show={show} />
      <div ref={panel} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown}`} tabIndex={-1}>
        <Listed key={`${job.id} ${shown}`} job={job} sort={shown} act={act} />
      </div>
    </div>
  );
}

function Tabs({ id, names, counts, shown, show }) {
  const place = useRef();
  // The arrows go from one to the next, as tabs do.
  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const end = { Home: 0, End: names.length - 1 }[event.key];
    if (step === undefined && end === undefined) return;
    event.preventDefault();
    const to = end ?? (names.indexOf(shown) + step + names.length) % names.length;
    show(names[to], true);
    place.current.children[to].focus();
  }
  return (
    <div class="sorts" role="tablist" aria-label={t('import.which_rows')} ref={place} onKeyDown={move}>
      {names.map((name) => (
        <button
          key={name} type="button" role="tab" id={`${id}-${name}`} aria-controls={`${id}-panel`} aria-selected={name === shown}
          tabIndex={name === shown ? 0 : -1} onClick={() => show(name)}
        >
          {t(`import.sort_${name}`)} <b>{number(counts[name])}</b>
        </button>
      ))}
    </div>
  );
}

// The rows of one sort: as many as were asked for so far.
function useRows(job, sort) {
  const [told, setTold] = useState();
  const [problem, setProblem] = useState();
  const asked = useRef(0);

  async function read(from, limit, before) {
    const turn = asked.current += 1;
    try {
      const { rows, next } = await hub.importRows(job.id, { from, limit, outcome: sort });
      // Somebody went on meanwhile.
      if (turn !== asked.current) return;
      setTold({ rows: [...before, ...rows], next });
      setProblem(undefined);
    } catch (error) {
      if (turn === asked.current) setProblem(error.message);
    }
  }

  const again = () => read(0, Math.min(Math.max(told?.rows.length ?? 0, PAGE), MOST), []);
  // Which lists are wanted changes what each row is.
  const wanted = job.listings.map((it) => it.wanted).join();
  useEffect(() => { again(); }, [job.state, wanted]);
  useEffect(() => () => { asked.current = -1; }, []);
  return {
    told,
    problem,
    again,
    more: () => read(told.next, PAGE, told.rows),
    // Shown at once, before it is told.
    mark: (row, outcome) => setTold((now) => ({ ...now, rows: now.rows.map((it) => (it.row === row ? { ...it, outcome: { outcome } } : it)) })),
  };
}

function Listed({ job, sort, act }) {
  const { told, problem, again, more, mark } = useRows(job, sort);
  const choose = (...choices) => act(() => hub.answerImport(job.id, { choices }));
  if (problem) return <p class="problem" role="alert">{problem} <button type="button" onClick={again}>{t('import.again')}</button></p>;
  if (!told) return <Skeleton rows={3} />;
  if (told.rows.length === 0) return <p class="hint">{t('import.none_of_these')}</p>;
  const open = job.state === 'ready';
  const all = async (choice) => { if (await choose(choice)) again(); };

  async function toggle({ row, outcome }) {
    const back = outcome.outcome === 'left_out';
    mark(row, back ? 'new' : 'left_out');
    if (!await choose({ row, back })) mark(row, outcome.outcome);
  }

  return (
    <>
      {open && sort === 'new' && <div class="actions"><button type="button" onClick={() => all({ outcome: 'new' })}>{t('import.leave_all')}</button></div>}
      {open && sort === 'left_out' && <div class="actions"><button type="button" onClick={() => all({ outcome: 'left_out', back: true })}>{t('import.take_all')}</button></div>}
      {open && sort === 'unclear'
        ? <Unclear job={job} rows={told.rows} choose={choose} again={again} />
        : <Table job={job} rows={told.rows} choosable={open && (sort === 'new' || sort === 'left_out')} toggle={toggle} />}
      {told.next !== null && <button type="button" class="more" onClick={more}>{t('import.more_rows')}</button>}
    </>
  );
}

function Table({ job, rows, choosable, toggle }) {
  const listed = job.listings.length > 1;
  const wanted = (listing) => job.listings.find((it) => it.listing === listing)?.wanted ?? true;
  return (
    <table class="rows" aria-label={t('import.rows')}>
      <thead>
        <tr>
          {choosable && <th scope="col"><span class="visually-hidden">{t('import.take_it')}</span></th>}
          <th scope="col">{t('import.column_title')}</th>
          <th scope="col">{t('import.column_when')}</th>
          {listed && <th scope="col">{t('import.column_listing')}</th>}
          <th scope="col">{t('import.column_outcome')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.row} data-row={row.row} data-outcome={row.outcome.outcome}>
            {choosable && (
              <td>
                <input
                  type="checkbox" aria-label={t('import.take', { title: row.title })} checked={row.outcome.outcome === 'new'}
                  disabled={!wanted(row.listing)} onChange={() => toggle(row)}
                />
              </td>
            )}
            <td>{row.title || '–'}</td>
            <td>{when(row)}</td>
            {listed && <td>{row.listing ? t(`import.listing_${row.listing}`) : '–'}</td>}
            <td><Outcome row={row} wanted={wanted(row.listing)} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Outcome({ row: { outcome: { outcome, reason }, chosen, shownOn }, wanted }) {
  return (
    <>
      {t(wanted || outcome !== 'left_out' ? `import.outcome_${outcome}` : 'import.outcome_listing')}
      {reason && <>. <HubWords of={reason} /></>}
      {chosen && <>. {t('import.chosen', { what: label(chosen) })}</>}
      {shownOn && <>. {t('import.shown_on', { day: dayOf(shownOn) })}</>}
    </>
  );
}

export function when({ at, on }) {
  if (at !== undefined) return date(at, { dateStyle: 'medium' });
  if (!on) return '–';
  return on.length === 10 ? dayOf(on) : on;
}

const dayOf = (day) => date(`${day}T12:00`, { dateStyle: 'medium' });
