// All that was watched, heard and read, and what the person says of it.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { waiting } from '../change.js';
import { onNews } from '../follow.js';
import { ArtworkCredit } from '../ui/artwork.jsx';
import { Empty } from '../ui/empty.jsx';
import { Icon } from '../ui/icon.jsx';
import { Skeleton } from '../ui/skeleton.jsx';
import { number } from '../words/format.js';
import { t } from '../words/index.js';
import { Add } from './history/add.jsx';
import { useAddress, VIEWS } from './history/address.js';
import { Filters } from './history/filters.jsx';
import { List } from './history/lists.jsx';
import { PlayDialog } from './history/play.jsx';
import { playsOf } from './history/plays.js';
import { SelectionBar, useSelection } from './history/selection.jsx';
import { Timeline } from './history/timeline.jsx';
import { learnZone } from './history/when.js';
import './history.css';

// What the hub tells comes in swarms.
const SWARM_MS = 800;
// These may mean that the library is another.
const NEWS = ['outbox', 'import', 'services'];

export default function History() {
  const { view, play, filters, address, go } = useAddress();
  const [adding, setAdding] = useState(false);
  const key = JSON.stringify(filters);
  const list = useMemo(() => playsOf(filters), [key]);
  const selection = useSelection(list);
  const opened = useRef(false);

  useEffect(() => {
    selection.end();
    // Until the zone is known, days are those of this browser.
    learnZone().catch(() => {});
    list.reload();
    let timer;
    // What waits is not in the hub's list yet.
    const end = onNews(({ type }) => {
      if (!NEWS.includes(type)) return;
      clearTimeout(timer);
      timer = setTimeout(() => { if (waiting.peek().length === 0) list.reload(); }, SWARM_MS);
    });
    let waited = false;
    const told = waiting.subscribe(({ length }) => {
      if (waited && length === 0) list.reload();
      waited = length > 0;
    });
    return () => {
      clearTimeout(timer);
      end();
      told();
    };
  }, [list]);

  // A play that was removed gives the focus to the next one, the last to what adds one.
  const before = useRef();
  useEffect(() => {
    if (before.current && !play && !document.activeElement.closest('.history-page')) {
      (document.querySelector('.watched .open[tabindex="0"]') ?? document.querySelector('.history-page .page-head .primary')).focus({ preventScroll: true });
    }
    before.current = play;
  }, [play]);

  const open = ({ id }) => {
    opened.current = true;
    go({ play: id });
  };
  // Back leads to where it was opened; whoever came by a link stays on the page.
  const close = () => {
    if (opened.current) history.back();
    else go({ play: '' }, { replace: true });
    opened.current = false;
  };

  return (
    <div class="history-page">
      <header class="page-head">
        <h1>{t('frame.history')}</h1>
        <div class="actions">
          {view === 'plays' && !selection.on && list.shown.value?.rows.length > 0 && <button type="button" onClick={selection.begin}>{t('history.choose_several')}</button>}
          <button type="button" class="primary" onClick={() => setAdding(true)}>{t('history.add')}</button>
        </div>
      </header>
      <nav class="tabs" aria-label={t('history.views')}>
        {VIEWS.map((name) => (
          <a key={name} href={address({ view: name === 'plays' ? '' : name, play: '' })} aria-current={name === view ? 'page' : undefined}>{t(`history.${name}`)}</a>
        ))}
      </nav>
      <Filters view={view} filters={filters} go={go} />
      {view === 'plays'
        ? <Plays list={list} selection={selection} narrowed={key !== '{}'} open={open} add={() => setAdding(true)} />
        : <List key={view} name={view} filters={filters} narrowed={Boolean(filters.kind ?? filters.q)} />}
      <ArtworkCredit />
      {adding && <Add list={list} close={() => setAdding(false)} />}
      {play && <PlayDialog key={play} id={play} list={list} show={(id) => go({ play: id }, { replace: true })} close={close} />}
    </div>
  );
}

function Plays({ list, selection, narrowed, open, add }) {
  const trouble = list.trouble.value;
  const shown = list.shown.value;
  const count = shown?.rows.length;
  return (
    <>
      {trouble && (
        <div class="empty" role="alert">
          <p>{trouble.message}</p>
          <button type="button" onClick={list.reload}><Icon name="retry" size={18} /> {t('history.again')}</button>
        </div>
      )}
      {!shown && !trouble && <Skeleton rows={6} />}
      {shown && <p class="hint total" role="status">{count > 0 ? t('history.plays', { count, said: number(count) }) : ''}</p>}
      {count === 0 && (narrowed
        ? <Empty title={t('history.nothing_found')}><p>{t('history.nothing_found_hint')}</p></Empty>
        : (
          <Empty title={t('history.empty')}>
            <p>{t('history.empty_hint')}</p>
            <div class="actions">
              <button type="button" class="primary" onClick={add}>{t('history.add')}</button>
              <a class="button" href="/import">{t('history.bring')}</a>
              <a class="button" href="/">{t('history.play_something')}</a>
            </div>
          </Empty>
        ))}
      {count > 0 && <Timeline list={list} selection={selection} open={open} />}
      <SelectionBar selection={selection} list={list} />
    </>
  );
}
