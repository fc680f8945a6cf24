// A year as a calendar: a column a week, a square a day, the fuller the more there was. Where there is little room,
// the year goes on in a second row, and a third.

import { box, words } from './marks.js';

const DAY = 86_400_000;
const HEAD = 20;
const BETWEEN = 16;
const LEAST_SIDE = 11;
const MOST_SIDE = 18;
const MARGIN = 34;
// A share of the square's side: more is told by more of it being filled, not by colour alone.
const FULL = [0.4, 0.6, 0.8, 1];

const weekday = (at) => (new Date(at).getUTCDay() + 6) % 7;
export const dateOf = (at) => new Date(at).toISOString().slice(0, 10);

// Every day of the year, as moments at midnight in UTC.
export function daysOf(year) {
  const first = Date.UTC(year, 0, 1);
  return Array.from({ length: (Date.UTC(year + 1, 0, 1) - first) / DAY }, (_, at) => first + at * DAY);
}

// The day's step among four, by how it compares with the days on which there was something.
export function stepper(values) {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const bounds = [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return (value) => bounds.filter((bound) => value > bound).length;
}

// `value(date)` is how much there was, `said(date)` what is read of it; `names` are the names of months and weekdays.
export function calendar({ year, value, said, names }) {
  const days = daysOf(year);
  const step = stepper(days.map((at) => value(dateOf(at))));
  const start = weekday(days[0]);
  const weeks = Math.ceil((start + days.length) / 7);
  return (width) => {
    const room = width - MARGIN;
    const rows = [1, 2, 3, 4].find((count) => room / Math.ceil(weeks / count) >= LEAST_SIDE) ?? 4;
    const across = Math.ceil(weeks / rows);
    const side = Math.min(MOST_SIDE, Math.floor(room / across));
    const tall = HEAD + 7 * side;
    const marks = [];
    for (let row = 0; row < rows; row += 1) {
      for (const at of [0, 2, 4, 6]) {
        marks.push(words(0, row * (tall + BETWEEN) + HEAD + at * side + side / 2 + 4, names.weekdays[at]));
      }
    }
    days.forEach((at, count) => {
      const week = Math.floor((start + count) / 7);
      const x = MARGIN + (week % across) * side;
      const top = Math.floor(week / across) * (tall + BETWEEN);
      const y = top + HEAD + weekday(at) * side;
      const date = dateOf(at);
      if (date.endsWith('-01') && (week % across) * side < room - 24) marks.push(words(x, top + 12, names.months[new Date(at).getUTCMonth()]));
      const cell = side - 2;
      marks.push(box(x, y, cell, cell, 'line', { said: said(date) }));
      if (value(date) > 0) {
        const share = FULL[step(value(date))] * cell;
        const inset = (cell - share) / 2;
        marks.push(box(x + inset, y + inset, share, share, 'accent', { said: said(date) }));
      }
    });
    return { height: rows * tall + (rows - 1) * BETWEEN, marks };
  };
}
