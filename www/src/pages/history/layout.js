// Where each play of a long list stands, in pixels: known of all of them, though few are drawn.

export const HEAD = 52;
export const ROW = 78;

// `days` as `[date, plays]`, the newest first, then those of no day.
export function layoutOf(days, undated) {
  const sections = [];
  let [first, top] = [0, 0];
  const add = (day, count) => {
    sections.push({ day, count, first, top });
    first += count;
    top += HEAD + count * ROW;
  };
  for (const [day, count] of days) add(day, count);
  if (undated > 0) add(undefined, undated);
  return { sections, total: first, height: top };
}

// The last section that begins at or before a value.
function sectionBy(sections, member, value) {
  let [low, high] = [0, sections.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sections[middle][member] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function topOf({ sections }, index) {
  const section = sections[sectionBy(sections, 'first', index)];
  return section.top + HEAD + (index - section.first) * ROW;
}

// What is seen between two heights: sections, each with its rows from and to.
export function between({ sections }, from, to) {
  const seen = [];
  if (sections.length === 0) return seen;
  for (let at = sectionBy(sections, 'top', from); at < sections.length && sections[at].top < to; at += 1) {
    const { top, count } = sections[at];
    const row = (height) => Math.floor((height - top - HEAD) / ROW);
    const rows = { from: Math.max(0, row(from)), to: Math.min(count - 1, row(to)) };
    if (top + HEAD + count * ROW > from) seen.push({ section: sections[at], at, ...rows });
  }
  return seen;
}

// With one row more, wherever that is.
export function including({ sections }, seen, index) {
  const at = sectionBy(sections, 'first', index);
  const row = index - sections[at].first;
  const known = seen.find((part) => part.at === at);
  if (!known) return [...seen, { section: sections[at], at, from: row, to: row }];
  if (row >= known.from && row <= known.to) return seen;
  return seen.map((part) => (part === known ? { ...part, more: row } : part));
}
