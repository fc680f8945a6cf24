// What the person said of works: their ratings, their lists, where they stand.

import { useEffect, useRef, useState } from 'preact/hooks';
import { change } from '../../change.js';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { Artwork } from '../../ui/artwork.jsx';
import { Empty } from '../../ui/empty.jsx';
import { Icon } from '../../ui/icon.jsx';
import { Skeleton } from '../../ui/skeleton.jsx';
import { Stars } from '../../ui/stars.jsx';
import { moment } from '../../words/format.js';
import { t } from '../../words/index.js';
import { about, label } from '../../words/title.js';
import { attempt } from './marks.js';
import { STATUSES } from './said.jsx';

// Of each: the member of an answer, when it was said, and how it is said again.
const OF = {
  ratings: { member: 'ratings', at: 'rated_at', again: ({ work, rating, rated_at }) => ['PUT', { ratings: [{ work, rating, ...(rated_at && { rated_at }) }] }] },
  watchlist: { member: 'items', at: 'listed_at', again: ({ work }) => ['POST', { works: [work] }] },
  collection: { member: 'items', at: 'listed_at', again: ({ work }) => ['POST', { works: [work] }] },
  loved: { member: 'items', at: 'listed_at', again: ({ work }) => ['POST', { works: [work] }] },
  status: {
    member: 'statuses',
    at: 'changed_at',
    again: ({ work, status, progress, repeats, started_on, finished_on }) => ['PUT', { statuses: [{ work, status, progress, repeats, started_on, finished_on }] }],
  },
};

export function List({ name, filters, narrowed }) {
  const { member } = OF[name];
  const [entries, setEntries] = useState();
  const [next, setNext] = useState();
  const [problem, setProblem] = useState();
  const asked = useRef(0);
  const query = new URLSearchParams(Object.entries(filters).filter(([key]) => key === 'kind' || key === 'q'));

  async function read(cursor) {
    const turn = asked.current += 1;
    try {
      const answer = await hub.call('GET', `${name}?${query}${cursor ? `&cursor=${cursor}` : ''}`);
      // Something else was asked for meanwhile.
      if (turn !== asked.current) return;
      setEntries((before) => [...(cursor ? before : []), ...answer[member]]);
      setNext(answer.next);
      setProblem(undefined);
    } catch (error) {
      if (turn === asked.current) setProblem(error.message);
    }
  }
  useEffect(() => { read(); }, [String(query)]);

  // Puts another in the place of an entry, or nothing.
  const put = (entry, other) => {
    setEntries((all) => all.flatMap((it) => (it.id === entry.id ? other ?? [] : it)));
  };
  const set = (entry, other) => attempt(() => change(...withPath(name, OF[name].again(other)), {
    show: () => {
      put(entry, other);
      return () => put(entry, entry);
    },
  }));
  const remove = (entry) => attempt(async () => {
    const at = entries.indexOf(entry);
    const putBack = () => setEntries((all) => all.toSpliced(at, 0, entry));
    const show = () => {
      put(entry);
      return putBack;
    };
    await change('DELETE', name, { works: [entry.work] }, { show });
    say(t(`history.off_${name}`, { title: label(entry.work) }), {
      undo: () => attempt(() => change(...withPath(name, OF[name].again(entry)), {
        show: () => {
          putBack();
          return () => put(entry);
        },
      })),
    });
  });

  if (problem && !entries) return <div class="empty" role="alert"><p>{problem}</p><button type="button" onClick={() => read()}>{t('history.again')}</button></div>;
  if (!entries) return <Skeleton rows={5} />;
  if (entries.length === 0) return <Empty title={t(narrowed ? 'history.nothing_found' : `history.empty_${name}`)}><p>{t(narrowed ? 'history.nothing_found_hint' : 'history.empty_list')}</p></Empty>;
  return (
    <>
      <ul class="worded">
        {entries.map((entry) => <Entry key={entry.id} name={name} entry={entry} set={set} remove={remove} />)}
      </ul>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {next && <button type="button" class="more-of-it" onClick={() => read(next)}>{t('history.more')}</button>}
    </>
  );
}

const withPath = (path, [method, body]) => [method, path, body];

function Entry({ name, entry, set, remove }) {
  const { title, detail } = about(entry.work);
  const at = entry[OF[name].at];
  return (
    <li class="entry">
      <Artwork of={entry.work} width={40} />
      <p class="what"><b>{title}</b><span class="detail">{detail}</span>{at && <span class="detail">{moment(at)}</span>}</p>
      {name === 'ratings' && <Stars of={label(entry.work)} rating={entry.rating} rate={(rating) => (rating ? set(entry, { ...entry, rating, rated_at: undefined }) : remove(entry))} />}
      {name === 'status' && (
        <select aria-label={t('history.status_of', { title: label(entry.work) })} value={entry.status ?? ''} onChange={({ target }) => set(entry, { ...entry, status: target.value })}>
          {!entry.status && <option value="">{t('history.no_status')}</option>}
          {STATUSES.map((status) => <option key={status} value={status}>{t(`history.status_${status}`)}</option>)}
        </select>
      )}
      <button type="button" class="quiet" aria-label={t('history.take_off', { title: label(entry.work) })} onClick={() => remove(entry)}><Icon name="trash" size={20} /></button>
    </li>
  );
}
