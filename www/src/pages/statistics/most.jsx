// What there was most of: kinds, shows, films, artists; and how it was rated.

import { bars } from '../../ui/chart/bars.js';
import { Chart } from '../../ui/chart/chart.jsx';
import { columns } from '../../ui/chart/columns.js';
import { number } from '../../words/format.js';
import { t } from '../../words/index.js';
import { both, hours, kindsIn, isTimed, measure, plays, sum } from './counts.js';

export function Kinds({ stats: { totals } }) {
  const kinds = kindsIn(totals);
  const timed = isTimed(totals);
  const { value } = measure(timed);
  const rows = kinds.map((kind) => ({ name: t(`statistics.${kind}`), value: value(totals[kind]), text: both(totals[kind]) }));
  return (
    <Chart
      name="kinds" title={t('statistics.kinds')} hint={t(timed ? 'statistics.by_time' : 'statistics.by_plays')}
      draw={bars({ rows: rows.sort((a, b) => b.value - a.value) })}
      table={{
        head: [t('statistics.kind'), t('statistics.all_plays'), t('statistics.works'), t('statistics.time')],
        rows: kinds.map((kind) => [t(`statistics.${kind}`), plays(totals[kind].plays), number(totals[kind].works), hours(totals[kind].minutes)]),
      }}
    />
  );
}

export const Shows = ({ stats }) => <Most name="shows" of={stats.shows} what={t('statistics.show')} />;
export const Films = ({ stats }) => <Most name="films" of={stats.films} what={t('statistics.film')} />;
export const Artists = ({ stats }) => <Most name="artists" of={stats.artists} what={t('statistics.artist')} />;

function Most({ name, of = [], what }) {
  if (of.length === 0) return null;
  const title = t(`statistics.top_${name}`);
  return (
    <Chart
      name={name} title={title} hint={t('statistics.by_plays')}
      draw={bars({ rows: of.map((one) => ({ name: one.title, value: one.plays, text: both(one) })) })}
      table={{ head: [what, t('statistics.all_plays'), t('statistics.time')], rows: of.map((one) => [one.title, plays(one.plays), hours(one.minutes)]) }}
    />
  );
}

export function Ratings({ counts }) {
  const all = sum(counts);
  if (all === 0) return null;
  // Five stars, in halves or in as many steps as the hub counts.
  const stars = (at) => number(((at + 1) * 5) / counts.length);
  const mean = sum(counts.map((count, at) => (count * (at + 1) * 5) / counts.length)) / all;
  const said = (at) => t('statistics.rated', { stars: stars(at), count: counts[at], said: number(counts[at]) });
  return (
    <Chart
      name="ratings" title={t('statistics.ratings')} hint={t('statistics.ratings_hint')}
      sum={t('statistics.ratings_sum', { count: all, said: number(all), mean: number(mean, { maximumFractionDigits: 1 }) })}
      draw={columns({ points: counts.map((value, at) => ({ value, label: `${stars(at)} ★`, said: said(at) })), axis: (count) => number(count), least: 1 })}
      table={{ head: [t('statistics.stars'), t('statistics.works')], rows: counts.map((count, at) => [stars(at), number(count)]) }}
    />
  );
}
