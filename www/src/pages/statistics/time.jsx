// When: the days of a year and its weeks; the months or years of all time.

import { calendar, dateOf, daysOf } from '../../ui/chart/calendar.js';
import { Chart } from '../../ui/chart/chart.jsx';
import { columns } from '../../ui/chart/columns.js';
import { date } from '../../words/format.js';
import { t } from '../../words/index.js';
import { both, hours, isTimed, measure, plays, playsOf, sum } from './counts.js';

const DAY = 86_400_000;
// Beyond that, months are too thin to tell apart.
const MOST_MONTHS = 60;

// Days come without a time zone.
const utc = (when, options) => date(when, { ...options, timeZone: 'UTC' });
const long = (when) => utc(when, { weekday: 'long', day: 'numeric', month: 'long' });
const short = (when) => utc(when, { day: 'numeric', month: 'short' });
const month = (when) => utc(when, { month: 'short' });

export function Year({ year, stats }) {
  return (
    <>
      <Days year={year} days={stats.days} />
      <Weeks year={year} weeks={stats.weeks} timed={isTimed(stats.totals)} />
    </>
  );
}

const NAMES = () => ({
  // 1 January 2024 was a Monday.
  weekdays: Array.from({ length: 7 }, (_, at) => utc(Date.UTC(2024, 0, 1 + at), { weekday: 'short' })),
  months: Array.from({ length: 12 }, (_, at) => month(Date.UTC(2024, at, 1))),
});

function Days({ year, days }) {
  const found = new Map(days.map(([day, count, minutes]) => [day, { plays: count, minutes }]));
  const said = (day) => `${long(day)}: ${found.has(day) ? both(found.get(day)) : t('statistics.none')}`;
  const busiest = days.reduce((most, day) => (day[1] > (most?.[1] ?? 0) ? day : most), undefined);
  return (
    <Chart
      name="days" title={t('statistics.days', { year })}
      sum={busiest ? t('statistics.days_sum', { days: days.length, of: daysOf(year).length, plays: plays(sum(days.map(([, count]) => count))), day: long(busiest[0]), most: plays(busiest[1]) }) : undefined}
      draw={calendar({ year, value: (day) => found.get(day)?.plays ?? 0, said, names: NAMES() })}
      table={{
        head: [t('statistics.day'), t('statistics.all_plays'), t('statistics.time')],
        rows: days.map(([day, count, minutes]) => [long(day), plays(count), hours(minutes)]),
      }}
    >
      <p class="hint days-key" aria-hidden="true">{t('statistics.less')}<i /><i /><i /><i /><i />{t('statistics.more')}</p>
    </Chart>
  );
}

function Weeks({ year, weeks, timed }) {
  const first = Date.UTC(year, 0, 1);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const known = new Map(weeks.map((week) => [week.from, week]));
  const all = [];
  for (let at = monday; at < Date.UTC(year + 1, 0, 1); at += 7 * DAY) {
    const from = dateOf(at);
    all.push(known.get(from) ?? { from, plays: {}, minutes: 0 });
  }
  // A month's name stands at the week its first day is in.
  const label = ({ from }) => {
    const days = Array.from({ length: 7 }, (_, at) => Date.parse(from) + at * DAY);
    const begins = days.find((at) => new Date(at).getUTCDate() === 1 && new Date(at).getUTCFullYear() === year);
    return begins === undefined ? undefined : month(begins);
  };
  return (
    <Over
      name="weeks" all={all} timed={timed} label={label} span={t('statistics.week')}
      title={t(timed ? 'statistics.weeks' : 'statistics.weeks_plays')}
      named={({ from }) => t('statistics.week_of', { day: short(from) })}
    />
  );
}

export function AllTime({ stats: { months, totals } }) {
  const timed = isTimed(totals);
  if (months.length === 0) return null;
  const byYear = new Map();
  for (const one of months) {
    const from = one.from.slice(0, 4);
    const before = byYear.get(from) ?? { from, plays: 0, minutes: 0 };
    byYear.set(from, { from, plays: before.plays + playsOf(one), minutes: before.minutes + one.minutes });
  }
  const every = filled(months);
  if (every.length > MOST_MONTHS) {
    const [first, last] = [months[0], months.at(-1)].map(({ from }) => Number(from.slice(0, 4)));
    const years = Array.from({ length: last - first + 1 }, (_, at) => byYear.get(String(first + at)) ?? { from: String(first + at), plays: 0, minutes: 0 });
    return (
      <Over
        name="years" all={years} timed={timed} label={({ from }) => from} named={({ from }) => from} span={t('statistics.year')}
        title={t(timed ? 'statistics.years' : 'statistics.years_plays')}
      />
    );
  }
  const name = ({ from }) => utc(from, { month: 'long', year: 'numeric' });
  return (
    <Over
      name="months" all={every} timed={timed} named={name} span={t('statistics.month')}
      label={({ from }) => (from.endsWith('-01') || every.length <= 14 ? utc(from, { month: 'short', year: '2-digit' }) : undefined)}
      title={t(timed ? 'statistics.months' : 'statistics.months_plays')}
    />
  );
}

// Months in which nothing was have their place, too.
function filled(months) {
  const known = new Map(months.map((one) => [one.from, one]));
  const all = [];
  const last = months.at(-1).from;
  for (let at = new Date(months[0].from); dateOf(at).slice(0, 7) <= last; at.setUTCMonth(at.getUTCMonth() + 1)) {
    const from = dateOf(at).slice(0, 7);
    all.push(known.get(from) ?? { from, plays: {}, minutes: 0 });
  }
  return all;
}

function Over({ name, all, timed, title, label, named, span }) {
  const { value, text, axis, least } = measure(timed);
  const most = all.reduce((best, one) => (value(one) > value(best) ? one : best));
  const busy = all.filter((one) => playsOf(one) > 0);
  return (
    <Chart
      name={name} title={title}
      sum={t('statistics.most', { what: named(most), how: text(most) })}
      draw={columns({ points: all.map((one) => ({ value: value(one), label: label(one), said: `${named(one)}: ${both(one)}` })), axis, least })}
      table={{ head: [span, t('statistics.all_plays'), t('statistics.time')], rows: busy.map((one) => [named(one), plays(playsOf(one)), hours(one.minutes)]) }}
    />
  );
}
