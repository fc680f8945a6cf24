// Columns over time: one a week, a month or a rating, with lines to read their height by.

import { box, widthOf, words } from './marks.js';

const HEIGHT = 180;
const FOOT = 22;
const HEAD = 12;
const STEPS = [1, 2, 5];

// Lines at round numbers, three or four of them.
export function ticks(most, least = 0) {
  if (most <= 0) return [0];
  const power = Math.max(least, 10 ** Math.floor(Math.log10(most / 3)));
  const step = [...STEPS.map((one) => one * power), 10 * power].find((one) => most / one <= 4);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, at) => at * step);
}

// `points` are `{value, said, label?}`; `axis(value)` writes a number beside its line; lines are no nearer than
// `least`, for what is counted.
export function columns({ points, axis, least }) {
  const lines = ticks(Math.max(0, ...points.map(({ value }) => value)), least);
  const top = lines.at(-1) || 1;
  const margin = Math.max(...lines.map((line) => widthOf(axis(line)))) + 8;
  return (width) => {
    const room = HEIGHT - FOOT - HEAD;
    const yOf = (value) => HEAD + room - (value / top) * room;
    const side = (width - margin) / points.length;
    const gap = side > 24 ? side * 0.25 : Math.min(2, side * 0.3);
    const marks = lines.flatMap((line) => [
      box(margin, yOf(line) - 0.5, width - margin, 1, 'line', { radius: 0 }),
      words(margin - 8, yOf(line) + 4, axis(line), { anchor: 'end' }),
    ]);
    let free = 0;
    points.forEach(({ value, said, label }, at) => {
      const x = margin + at * side;
      if (value > 0) marks.push(box(x + gap / 2, yOf(value), side - gap, Math.max(1, room + HEAD - yOf(value)), 'accent', { said }));
      // The whole strip above a low column says what it says.
      marks.push(box(x, HEAD, side, room, 'none', { radius: 0, said }));
      const middle = side > 24 ? x + side / 2 : x;
      const wide = label ? widthOf(label) : 0;
      const from = side > 24 ? middle - wide / 2 : middle;
      if (label && from >= free && from + wide <= width) {
        marks.push(words(middle, HEIGHT - 6, label, { anchor: side > 24 ? 'middle' : 'start' }));
        free = from + wide + 6;
      }
    });
    return { height: HEIGHT, marks };
  };
}
