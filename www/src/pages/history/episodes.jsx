// Which episodes of a series: a season is looked up when it is chosen.

import { useEffect, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { Skeleton } from '../../ui/skeleton.jsx';
import { dayName } from './when.js';
import { t } from '../../words/index.js';

function useAnswer(path) {
  const [answer, setAnswer] = useState({});
  useEffect(() => {
    let gone = false;
    setAnswer({});
    hub.call('GET', path).then((data) => { if (!gone) setAnswer({ data }); }, (error) => { if (!gone) setAnswer({ problem: error.message }); });
    return () => { gone = true; };
  }, [path]);
  return answer;
}

// `choose` gets the episodes as works; with `one` a press chooses at once.
export function Episodes({ show, choose, one, children }) {
  const { data, problem } = useAnswer(`metadata/tv/${show.ids.tmdb}`);
  const seasons = (data?.seasons ?? []).filter(({ number, count }) => number > 0 || count > 0);
  const [season, setSeason] = useState();
  const number = season ?? seasons.find((it) => it.number === 1)?.number ?? seasons[0]?.number;
  if (problem) return <p class="problem" role="alert">{problem}</p>;
  if (!data) return <Skeleton rows={3} />;
  if (number === undefined) return <p class="hint">{t('history.no_episodes')}</p>;
  return (
    <div class="stack">
      <label class="field">
        {t('history.season')}
        <select value={number} onChange={({ target }) => setSeason(Number(target.value))}>
          {seasons.map((it) => <option key={it.number} value={it.number}>{it.number === 0 ? t('history.specials') : it.title || t('history.season_number', it)}</option>)}
        </select>
      </label>
      <Season key={number} show={show} number={number} choose={choose} one={one}>{children}</Season>
    </div>
  );
}

function Season({ show, number, choose, one, children }) {
  const { data, problem } = useAnswer(`metadata/tv/${show.ids.tmdb}/season/${number}`);
  const [chosen, setChosen] = useState(new Set());
  if (problem) return <p class="problem" role="alert">{problem}</p>;
  if (!data) return <Skeleton rows={4} />;
  const episodes = data.episodes ?? [];
  const { title, year, ids } = show;
  const work = (it) => ({ kind: 'episode', show: { title, year, ids }, season: it.season, number: it.number, ...(it.title && { title: it.title }), ids: it.ids ?? {} });
  const name = (it) => `${it.number}. ${it.title ?? t('history.episode_number', it)}`;
  if (one) {
    return (
      <ul class="episodes">
        {episodes.map((it) => <li key={it.number}><button type="button" onClick={() => choose([work(it)])}>{name(it)}</button></li>)}
      </ul>
    );
  }
  const toggle = (at) => {
    const next = new Set(chosen);
    if (!next.delete(at)) next.add(at);
    setChosen(next);
  };
  const every = chosen.size === episodes.length;
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); choose(episodes.filter((it) => chosen.has(it.number)).map(work)); }}>
      <fieldset class="episodes">
        <legend class="visually-hidden">{t('history.episodes')}</legend>
        <label class="tick"><input type="checkbox" checked={every} onChange={() => setChosen(new Set(every ? [] : episodes.map((it) => it.number)))} /><b>{t('history.whole_season')}</b></label>
        {episodes.map((it) => (
          <label key={it.number} class="tick">
            <input type="checkbox" checked={chosen.has(it.number)} onChange={() => toggle(it.number)} />
            <span>{name(it)}</span>{it.date && <span class="hint">{dayName(it.date)}</span>}
          </label>
        ))}
      </fieldset>
      {children(chosen.size)}
    </form>
  );
}
