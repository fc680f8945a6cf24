// Plays and minutes in words.

import { number } from '../../words/format.js';
import { t } from '../../words/index.js';

const KINDS = ['movie', 'episode', 'track', 'book'];

// Kinds in their order; what is not among them comes after.
export const kindsIn = (counts) => Object.keys(counts).sort((a, b) => (KINDS.indexOf(a) + 9) % 9 - (KINDS.indexOf(b) + 9) % 9);
export const sum = (values) => values.reduce((all, one) => all + one, 0);
export const playsOf = ({ plays }) => (typeof plays === 'number' ? plays : sum(Object.values(plays)));
export const plays = (count) => t('statistics.plays', { count, said: number(count) });
export const hours = (minutes) => t('statistics.hours', { said: number(minutes / 60, { maximumFractionDigits: minutes < 600 ? 1 : 0 }) });
export const both = ({ minutes, ...rest }) => (minutes > 0 ? `${plays(playsOf(rest))}, ${hours(minutes)}` : plays(playsOf(rest)));

// Whether time says more than plays do: where it is known of most.
export const isTimed = (totals) => sum(Object.values(totals).map(({ plays: count, unmeasured }) => count - 2 * unmeasured)) > 0;

// Time or plays: `value(of)` and `text(of)`.
export function measure(timed) {
  return timed
    ? { value: ({ minutes }) => minutes / 60, text: ({ minutes }) => hours(minutes), axis: (value) => number(value) }
    : { value: playsOf, text: (one) => plays(playsOf(one)), axis: (value) => number(value), least: 1 };
}
