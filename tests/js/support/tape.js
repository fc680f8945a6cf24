// Plays a tape into sessions, as `tests/it/tape.rs` does, and keeps what they
// tell as the text that crosses the border.

/** All that is told, a line for each answer: the player's name and a JSON list. */
export function play(tape, RawSession) {
  const players = new Map();
  let told = '';
  const keep = (name, facts) => {
    if (facts !== undefined) told += `${name} ${facts}\n`;
  };
  for (const [name, at, event] of steps(tape)) {
    if (!players.has(name)) players.set(name, new RawSession(JSON.stringify(tape.rules)));
    for (const [woken, player] of byName(players)) {
      while (player.wakeAt <= at) keep(woken, player.wake(player.wakeAt));
    }
    const player = players.get(name);
    if (event.type === 'rules') player.setRules(JSON.stringify(event.rules));
    else if (event.type === 'time') keep(name, player.time(event.position, at));
    else keep(name, player.handle(JSON.stringify(event), at));
  }
  for (const player of players.values()) player.free();
  return told;
}

// Every single event, those of several players as the clock has them, those of one in their own order.
export function steps(tape) {
  const waiting = new Map();
  for (const [from, event, { player = '', every = 1, until = from, speed } = {}] of tape.events) {
    if (!waiting.has(player)) waiting.set(player, []);
    for (let at = from; ; at += every) {
      const position = speed === undefined ? {} : { position: event.position + (at - from) / 1000 * speed };
      waiting.get(player).push([player, at, { ...event, ...position }]);
      if (at + every > until) break;
    }
  }
  const all = [];
  const queues = byName(waiting).map(([, queue]) => ({ queue, next: 0 }));
  for (;;) {
    const open = queues.filter(({ queue, next }) => next < queue.length);
    if (open.length === 0) return all;
    const first = open.reduce((a, b) => (b.queue[b.next][1] < a.queue[a.next][1] ? b : a));
    all.push(first.queue[first.next]);
    first.next += 1;
  }
}

function byName(map) {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Hexadecimal SHA-256 of a text. */
export async function digest(text) {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
