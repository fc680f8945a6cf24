// Plays that are chosen, and what is done with all of them.

import { useRef, useState } from 'preact/hooks';
import { change } from '../../change.js';
import { say } from '../../notices.js';
import { Icon } from '../../ui/icon.jsx';
import { Stars } from '../../ui/stars.jsx';
import { t } from '../../words/index.js';
import { attempt, remove } from './marks.js';

export function useSelection(list) {
  const [chosen, setChosen] = useState(new Map());
  const [choosing, setChoosing] = useState(false);
  const from = useRef(0);

  // With Shift: all from the last one to this.
  async function tick(index, { shiftKey }) {
    const [first, last] = shiftKey ? [Math.min(from.current, index), Math.max(from.current, index)] : [index, index];
    from.current = index;
    await list.need(first, last);
    const { rows } = list.shown.peek();
    setChosen((before) => {
      const next = new Map(before);
      const wanted = shiftKey || !before.has(rows[index].id);
      for (const play of rows.slice(first, last + 1)) {
        if (play && wanted) next.set(play.id, play);
        else if (play) next.delete(play.id);
      }
      return next;
    });
  }

  return {
    tick,
    on: choosing || chosen.size > 0,
    has: (id) => chosen.has(id),
    plays: [...chosen.values()],
    begin: () => setChoosing(true),
    end() {
      setChosen(new Map());
      setChoosing(false);
    },
  };
}

// What rates and lists, and what takes that back.
const rate = (works, rating) => ['PUT', 'ratings', { ratings: works.map((work) => ({ work, rating })) }];

// Each work once, however often it was watched.
function worksOf(plays) {
  return [...new Map(plays.map(({ work }) => [JSON.stringify(work), work])).values()];
}

export function SelectionBar({ selection, list }) {
  const { plays } = selection;
  if (!selection.on) return null;
  const works = worksOf(plays);
  const music = works.length > 0 && works.every(({ kind }) => kind === 'track');

  // Does it to all, and offers to take it back from all.
  const act = (path, [method, to, body], said) => attempt(async () => {
    await change(method, to, body);
    selection.end();
    say(said, { undo: () => attempt(() => change('DELETE', path, { works })) });
  });
  const put = (name) => act(name, ['POST', name, { works }], t(`history.put_${name}`, { count: works.length }));

  return (
    <div class="selection" role="toolbar" aria-label={t('history.selected', { count: plays.length })}>
      <p role="status">{t('history.selected', { count: plays.length })}</p>
      {plays.length > 0 && (
        <>
          <Stars of={t('history.all_chosen')} rate={(rating) => rating && act('ratings', rate(works, rating), t('history.rated', { count: works.length }))} />
          {music
            ? <button type="button" onClick={() => put('loved')}><Icon name="heart" size={18} />{t('history.loved')}</button>
            : <button type="button" onClick={() => put('watchlist')}><Icon name="list" size={18} />{t('history.watchlist')}</button>}
          <button type="button" onClick={() => put('collection')}><Icon name="check" size={18} />{t('history.collection')}</button>
          <button type="button" class="danger" onClick={() => { selection.end(); remove(list, plays); }}><Icon name="trash" size={18} />{t('history.remove')}</button>
        </>
      )}
      <button type="button" onClick={selection.end}>{t('title.cancel')}</button>
    </div>
  );
}
