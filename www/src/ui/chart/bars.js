// Bars side by side, each with its name and what it comes to; the most on top.

import { box, fitting, widthOf, words } from './marks.js';

const NAMED = 14;
const NARROW = 520;
const BAR = 14;

// `rows` are `{name, value, text}`; `text` stands behind the bar.
export function bars({ rows }) {
  const most = Math.max(...rows.map(({ value }) => value), 0) || 1;
  const behind = Math.max(...rows.map(({ text }) => widthOf(text, NAMED))) + 10;
  return (width) => {
    // On a phone the name stands over its bar.
    const narrow = width < NARROW;
    const tall = narrow ? 44 : 30;
    const left = narrow ? 0 : Math.min(240, Math.max(...rows.map(({ name }) => widthOf(name, NAMED))) + 14);
    const room = Math.max(20, width - left - behind);
    const marks = rows.flatMap(({ name, value, text }, at) => {
      const y = at * tall;
      const bar = y + (narrow ? 22 : (tall - BAR) / 2);
      const length = Math.max(2, (value / most) * room);
      return [
        words(0, narrow ? y + 14 : y + tall / 2 + 5, fitting(name, narrow ? width : left - 14, NAMED), { tone: 'text', size: NAMED }),
        box(left, bar, length, BAR, 'accent', { radius: 3 }),
        words(left + length + 8, bar + BAR - 2, text, { size: NAMED }),
      ];
    });
    return { height: rows.length * tall, marks };
  };
}
