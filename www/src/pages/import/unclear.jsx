// Rows that may be several things: what each may be, with posters, and a search for what is not among them.

import { useEffect, useRef, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { Artwork, ArtworkCredit } from '../../ui/artwork.jsx';
import { PickWork } from '../../ui/pick-work.jsx';
import { number } from '../../words/format.js';
import { label } from '../../words/title.js';
import { t } from '../../words/index.js';
import { HubWords } from './hub-words.jsx';
import { when } from './rows.jsx';

const PAGE = 1_000;

export function Unclear({ job, rows, choose, again }) {
  const [alike, setAlike] = useState(true);
  const place = useRef();
  // Where the focus was: what was answered is gone.
  const at = useRef();

  useEffect(() => {
    if (at.current === undefined || document.activeElement !== document.body) return;
    const cards = place.current.querySelectorAll('.unclear > li');
    (cards[Math.min(at.current, cards.length - 1)]?.querySelector('button') ?? place.current).focus({ preventScroll: true });
    at.current = undefined;
  });

  async function answer(place_, row, work) {
    at.current = place_;
    const choices = alike ? await all(job, row, work) : [{ row: row.row, work }];
    if (!await choose(...choices)) return;
    await again();
    // One answer may have been for many.
    const back = choices.map(({ row: one, same }) => ({ row: one, same, back: true }));
    say(t(work ? 'import.is_now' : 'import.is_out', { title: row.title, what: work && label(work) }), {
      undo: async () => { if (await choose(...back)) again(); },
    });
  }

  return (
    <div ref={place} tabIndex={-1}>
      <div class="unclear-head">
        <label class="tick"><input type="checkbox" checked={alike} onChange={({ target }) => setAlike(target.checked)} />{t('import.alike')}</label>
        <button type="button" onClick={async () => { if (await choose({ outcome: 'unclear' })) again(); }}>
          {t('import.leave_unclear', { count: job.counts.unclear, written: number(job.counts.unclear) })}
        </button>
      </div>
      <ul class="unclear">
        {rows.map((row, index) => <One key={row.row} row={row} answer={(work) => answer(index, row, work)} />)}
      </ul>
      <ArtworkCredit />
    </div>
  );
}

// With the row, the others of its title, and those that may be of the same series, each as that.
async function all(job, row, work) {
  const first = { row: row.row, work, same: true };
  if (work?.kind !== 'episode') return [first];
  const others = [];
  for (let from = 0; from !== null;) {
    const page = await hub.importRows(job.id, { from, limit: PAGE, outcome: 'unclear' });
    others.push(...page.rows);
    from = page.next;
  }
  const series = work.show.title;
  const of = ({ outcome }) => outcome.candidates?.find(({ kind, show }) => kind === 'episode' && show.title === series);
  const more = others.filter((it) => it.title !== row.title && of(it)).map((it) => ({ row: it.row, work: of(it) }));
  return [first, ...more];
}

function One({ row, answer }) {
  const [searching, setSearching] = useState(false);
  const { title, outcome: { candidates = [], reason } } = row;
  return (
    <li aria-label={title}>
      <p><b>{title}</b> <span class="hint">{when(row)}</span></p>
      {reason && <p class="hint"><HubWords of={reason} /></p>}
      <div class="candidates">
        {candidates.map((work) => (
          <button key={JSON.stringify(work)} type="button" class="candidate" aria-label={t('import.it_is', { title, what: kinded(work) })} onClick={() => answer(work)}>
            <Artwork of={work} />
            <span>{kinded(work)}</span>
          </button>
        ))}
      </div>
      <div class="actions">
        <button type="button" aria-label={`${t('import.something_else')} ${title}`} onClick={() => setSearching(true)}>{t('import.something_else')}</button>
        <button type="button" aria-label={`${t('import.leave_out')}: ${title}`} onClick={() => answer(null)}>{t('import.leave_out')}</button>
      </div>
      {searching && (
        <PickWork
          title={t('import.what_is', { title })} first={title.split(':')[0]} like={candidates.find(({ kind }) => kind === 'episode')}
          close={() => setSearching(false)} pick={(work) => { setSearching(false); answer(work); }}
        />
      )}
    </li>
  );
}

// An episode of which nobody told the number has the number 0.
function kinded(work) {
  if (work.kind === 'episode' && work.number === 0) return t('import.an_episode_of', { title: work.show.title });
  return t([`import.the_${work.kind}`, 'import.the_other'], { what: label(work) });
}
