// Which genres: the hub knows none itself, so they are asked of the catalogue, for what was played most.

import { useEffect, useState } from 'preact/hooks';
import { bars } from '../../ui/chart/bars.js';
import { Chart } from '../../ui/chart/chart.jsx';
import { Attribution } from '../../ui/attribution.jsx';
import { language, t } from '../../words/index.js';
import { number, percent } from '../../words/format.js';
import { genresOf } from './catalogue.js';
import { plays, sum } from './counts.js';

const SHOWN = 10;

export function Genres({ stats }) {
  const asked = [...stats.shows, ...stats.films].filter(({ work }) => work);
  const [found, setFound] = useState();
  const [problem, setProblem] = useState();
  useEffect(() => {
    let gone = false;
    genresOf(asked.map(({ work }) => work), language.value).then(
      // What is found is of these titles, whatever is counted meanwhile.
      (answer) => {
        if (gone) return;
        setFound({ ...answer, asked });
        setProblem(undefined);
      },
      (error) => { if (!gone) setProblem(error); },
    );
    return () => { gone = true; };
  }, [stats]);
  if (asked.length === 0) return null;
  if (problem) return <Said text={t(problem.code === 'not_configured' ? 'statistics.genres_without' : 'statistics.genres_failed', { why: problem.message })} />;
  if (!found) return <Said text={t('statistics.genres_asking')} status />;
  return <Found found={found} all={sum([stats.totals.episode, stats.totals.movie].map((total) => total?.plays ?? 0))} />;
}

function Said({ text, status }) {
  return (
    <section class="chart" data-asking={status} aria-label={t('statistics.genres')}>
      <h2>{t('statistics.genres')}</h2>
      <p class="hint" role={status && 'status'}>{text}</p>
    </section>
  );
}

function Found({ found: { asked, genres, attribution }, all }) {
  const counted = new Map();
  asked.forEach((one, at) => {
    for (const genre of genres[at]) counted.set(genre, (counted.get(genre) ?? 0) + one.plays);
  });
  const known = asked.filter((_, at) => genres[at].length > 0);
  if (known.length === 0) return <Said text={t('statistics.genres_unknown')} />;
  const covered = sum(known.map((one) => one.plays));
  const rows = [...counted].sort(([, a], [, b]) => b - a).map(([name, value]) => ({ name, value, text: plays(value) }));
  return (
    <Chart
      name="genres" title={t('statistics.genres')}
      hint={t('statistics.genres_hint', { known: known.length, asked: asked.length, covered: number(covered), all: number(all), share: percent(all > 0 ? covered / all : 0) })}
      draw={bars({ rows: rows.slice(0, SHOWN) })}
      table={{ head: [t('statistics.genre'), t('statistics.all_plays')], rows: rows.map(({ name, text }) => [name, text]) }}
    >
      <Attribution of={attribution} />
    </Chart>
  );
}
