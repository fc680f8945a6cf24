// Counts calls in windows of time, as each service counts them.

export const schema = `
  CREATE TABLE IF NOT EXISTS windows(bucket TEXT PRIMARY KEY, began INTEGER, calls INTEGER);
  CREATE TABLE IF NOT EXISTS blocks(bucket TEXT PRIMARY KEY, until INTEGER, strikes INTEGER);
`;

// Takes one call out of a window. The window opens with the first call, or at a multiple of the period.
export function take(box, bucket, limit, period, { aligned = false } = {}) {
  const now = box.now();
  let window = box.row('SELECT began, calls FROM windows WHERE bucket = ?', bucket);
  if (!window || now >= window.began + period || now < window.began) {
    window = { began: aligned ? Math.floor(now / period) * period : now, calls: 0 };
  }
  const allowed = window.calls < limit;
  if (allowed) window.calls += 1;
  box.run('INSERT OR REPLACE INTO windows VALUES (?, ?, ?)', bucket, window.began, window.calls);
  const until = window.began + period;
  return { allowed, remaining: limit - window.calls, until, waitSeconds: Math.max(1, Math.ceil((until - now) / 1000)) };
}

const FIRST_BLOCK = 10_000;
const LONGEST_BLOCK = 600_000;
const STRIKES_FORGOTTEN = 3_600_000;

// A block that grows with each repeat; Simkl documents that it does, not by how much.
export function block(box, bucket) {
  const now = box.now();
  const old = box.row('SELECT until, strikes FROM blocks WHERE bucket = ?', bucket);
  const strikes = old && now < old.until + STRIKES_FORGOTTEN ? old.strikes + 1 : 0;
  const until = now + Math.min(FIRST_BLOCK * 2 ** strikes, LONGEST_BLOCK);
  box.run('INSERT OR REPLACE INTO blocks VALUES (?, ?, ?)', bucket, until, strikes);
}

export const blocked = (box, bucket) => blockedUntil(box, bucket) !== undefined;

export function blockedUntil(box, bucket) {
  const row = box.row('SELECT until FROM blocks WHERE bucket = ?', bucket);
  return row && box.now() < row.until ? row.until : undefined;
}

// A block that is always as long.
export function blockFor(box, bucket, ms) {
  const until = box.now() + ms;
  box.run('INSERT OR REPLACE INTO blocks VALUES (?, ?, 0)', bucket, until);
  return until;
}

const newYork = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York', hourCycle: 'h23',
  year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

function newYorkParts(ms) {
  return Object.fromEntries(newYork.formatToParts(ms).map(({ type, value }) => [type, value]));
}

const sinceMidnight = ({ hour, minute, second }) => Number(hour) * 3600 + Number(minute) * 60 + Number(second);

// The day Simkl counts, and the seconds until its next midnight, also on the days the clocks change.
export function newYorkDay(ms) {
  const parts = newYorkParts(ms);
  let left = 86400 - sinceMidnight(parts);
  const landed = sinceMidnight(newYorkParts(ms + left * 1000));
  left += landed > 43200 ? 86400 - landed : -landed;
  return { day: `${parts.year}-${parts.month}-${parts.day}`, secondsLeft: left };
}
