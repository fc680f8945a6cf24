// What an entry of the outbox comes to, and what helps.

const PART_OF = { dead: 'trouble', signed_out: 'trouble', done: 'arrived' };

// Where entries stand, as a person sorts them.
export const PARTS = ['trouble', 'moving', 'arrived'];

export const partOf = ({ state }) => PART_OF[state] ?? 'moving';

// The hub knows best what helps; an older one leaves it to be read off the reason.
export function helpFor({ state, reason, help }) {
  if (help) return help;
  if (state === 'signed_out') return 'sign_in';
  if (state === 'waiting') return 'wait';
  if (state !== 'dead') return undefined;
  const code = reason?.code;
  if (code === 'sign_in_again' || code === 'unauthorized') return 'sign_in';
  return code === 'not_found' ? 'correct' : 'retry';
}

// A quota that is used up does not come back by trying.
const mayGoNow = ({ state, next_at: next, waits_for: what }) => state === 'waiting' && Boolean(next) && what !== 'quota';

export const mayRetry = (entry) => (entry.state === 'dead' && helpFor(entry) === 'retry') || mayGoNow(entry);

// Entries of one play together, the newest play first.
export function playsOf(entries) {
  const plays = new Map();
  for (const entry of entries) plays.set(entry.play_id, [...(plays.get(entry.play_id) ?? []), entry]);
  return [...plays.values()];
}
