// The plays a person looks at: how many there are of each day, and those of them that were asked for.

import { signal } from '@preact/signals';
import { hub } from '../../hub.js';

const PART = 100;

export function playsOf(filters) {
  // `{days, undated, rows}`, rows with holes; `undefined` is: not heard yet.
  const shown = signal();
  const trouble = signal();
  let asked = new Set();
  let wanted = [0, 0];
  let turn = 0;

  const ask = (part, more) => hub.call('GET', `history?${new URLSearchParams({ ...filters, skip: part * PART, limit: PART, ...more })}`);

  function put(rows, part, plays) {
    plays.forEach((play, at) => { if (part * PART + at < rows.length) rows[part * PART + at] = play; });
  }

  // Reads anew what is looked at, and how much there is; nothing of it goes before the new is there.
  async function reload() {
    const mine = turn += 1;
    try {
      const first = Math.floor(wanted[0] / PART);
      const parts = Array.from({ length: Math.floor(wanted[1] / PART) - first + 1 }, (_, at) => first + at);
      const [head, ...rest] = await Promise.all(parts.map((part, at) => ask(part, at === 0 ? { days: true } : {})));
      if (mine !== turn) return;
      const rows = new Array(head.days.reduce((sum, [, count]) => sum + count, head.undated));
      [head, ...rest].forEach(({ plays }, at) => put(rows, parts[at], plays));
      asked = new Set(parts);
      shown.value = { days: head.days, undated: head.undated, rows };
      trouble.value = undefined;
    } catch (error) {
      if (mine === turn) trouble.value = error;
    }
  }

  async function fetchPart(part) {
    const mine = turn;
    asked.add(part);
    try {
      const { plays } = await ask(part);
      if (mine !== turn) return;
      const rows = shown.peek().rows.slice();
      put(rows, part, plays);
      shown.value = { ...shown.peek(), rows };
      trouble.value = undefined;
    } catch (error) {
      if (mine !== turn) return;
      asked.delete(part);
      trouble.value = error;
    }
  }

  // Has the rows from one place to another there; resolves when they are.
  function need(from, to) {
    wanted = [from, to];
    const parts = [];
    for (let part = Math.floor(from / PART); part <= Math.floor(to / PART); part += 1) {
      if (!asked.has(part)) parts.push(fetchPart(part));
    }
    return Promise.all(parts);
  }

  // Takes plays off the list; what is given back puts them there again.
  function take(ids) {
    const before = shown.peek();
    if (!before) return () => {};
    const days = before.days.map((day) => [...day]);
    let { undated } = before;
    const rows = before.rows.slice();
    // From the end, so that no place moves before it is used.
    const places = [];
    before.rows.forEach((play, at) => { if (ids.has(play.id)) places.push(at); });
    for (const at of places.toReversed()) {
      rows.splice(at, 1);
      let end = 0;
      const day = before.days.findIndex(([, count]) => (end += count) > at);
      if (day < 0) undated -= 1;
      else days[day][1] -= 1;
    }
    turn += 1;
    const after = { days: days.filter(([, count]) => count > 0), undated, rows };
    shown.value = after;
    return () => {
      // Nor is what was asked for meanwhile what is shown then.
      turn += 1;
      if (shown.peek() === after) shown.value = before;
      else reload();
    };
  }

  return { shown, trouble, reload, need, take };
}
