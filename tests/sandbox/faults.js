// Ways a service or the network can fail on request, each for a number of calls.
//
// drop-before  the connection is lost, nothing was stored      drop-after  stored, then the connection is lost
// close        stored, the answer breaks off in its body       store-late  the connection is lost, stored `ms` later (by the clock)
// delay        worked on and answered `ms` later (worked on after 30 s at most)
// hold         worked on and answered once the faults are cleared
// status, html429, html403, html200, garbage, empty, endless   a wrong answer; nothing stored, unless `stored` is true
//
// `status` carries the service's own words where the fault brings a `body`, and `headers` of its own.

import { edgePage, empty, html, Refusal, json } from './reply.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS faults(place INTEGER PRIMARY KEY, fault TEXT, times INTEGER);
  CREATE TABLE IF NOT EXISTS deferred(place INTEGER PRIMARY KEY, due INTEGER, call TEXT);
`;

// What no service stores any more: this long after the request ended.
const LATEST = 30_000;

const BLANKS = new Uint8Array(1 << 16).fill(0x20);

const ANSWERS = {
  'drop-before': () => fate('lost'),
  'drop-after': () => fate('lost'),
  'store-late': () => fate('lost'),
  close: () => fate('cut'),
  delay: (fault, answer) => answer,
  hold: (fault, answer) => answer,
  status: ({ status = 503, body }, answer, headers) => (body === undefined ? empty(status, headers) : json(status, body, headers)),
  html429: (fault, answer, headers) => edgePage(429, 'You are being rate limited', headers),
  html403: (fault, answer, headers) => edgePage(403, 'Attention Required!', headers),
  html200: () => html(200, '<!DOCTYPE html><html><head><title>One moment, please</title></head><body></body></html>'),
  garbage: () => new Response('\u0000not json{{', { headers: { 'content-type': 'application/json' } }),
  endless: () => new Response(new ReadableStream({ pull: (to) => to.enqueue(BLANKS) }), { headers: { 'content-type': 'application/json' } }),
  empty: () => new Response('', { headers: { 'content-type': 'application/json' } }),
};

const ALWAYS_SERVED = new Set(['drop-after', 'close', 'delay', 'hold']);

const fate = (name) => new Response(null, { headers: { 'sandbox-fate': name } });
export const isSilent = (answer) => answer.headers.get('sandbox-fate') === 'lost';
export const servesFirst = ({ kind, stored = false }) => ALWAYS_SERVED.has(kind) || stored;

// Without `times` a fault happens once.
export function add(box, fault) {
  const late = fault.kind === 'store-late' && !(fault.ms >= 0 && fault.ms <= LATEST);
  if (!ANSWERS[fault.kind] || late) throw new Refusal(json(400, { error: 'unknown fault', fault, kinds: Object.keys(ANSWERS) }));
  box.run('INSERT INTO faults(fault, times) VALUES (?, ?)', JSON.stringify(fault), fault.times ?? 1);
}

export const clear = (box) => box.run('DELETE FROM faults');

export const list = (box) => box.rows('SELECT fault, times FROM faults ORDER BY place')
  .map(({ fault, times }) => ({ ...JSON.parse(fault), times }));

export function take(box, call) {
  for (const row of box.rows('SELECT * FROM faults ORDER BY place')) {
    const fault = JSON.parse(row.fault);
    if (!matches(fault, call)) continue;
    if (row.times > 1) box.run('UPDATE faults SET times = times - 1 WHERE place = ?', row.place);
    else box.run('DELETE FROM faults WHERE place = ?', row.place);
    return fault;
  }
  return undefined;
}

// A path may end in `*`. Where all calls have one address, what the query or the body contains tells them apart.
function matches({ host, path, method, contains }, call) {
  if (host && host !== call.host) return false;
  if (method && method !== call.method) return false;
  if (contains && !String(call.query).includes(contains) && !call.text.includes(contains)) return false;
  if (!path) return true;
  return path.endsWith('*') ? call.path.startsWith(path.slice(0, -1)) : call.path === path;
}

// How long a delayed call waits before the work and after it.
export function waits({ ms }) {
  const before = Math.min(ms, LATEST);
  return [before, ms - before];
}

export function play(fault, answer) {
  const headers = { ...fault.headers, ...(fault.retry_after === undefined ? {} : { 'retry-after': String(fault.retry_after) }) };
  return ANSWERS[fault.kind](fault, answer, headers);
}

export function defer(box, call, ms) {
  const { method, host, path, query, headers, address, text, service } = call;
  const kept = { method, host, path, address, text, service, query: String(query), headers: [...headers] };
  box.run('INSERT INTO deferred(due, call) VALUES (?, ?)', box.now() + ms, JSON.stringify(kept));
}

export function nextDue(box) {
  const row = box.row('SELECT * FROM deferred WHERE due <= ? ORDER BY due, place LIMIT 1', box.now());
  if (!row) return undefined;
  const kept = JSON.parse(row.call);
  const call = {
    ...kept, query: new URLSearchParams(kept.query), headers: new Headers(kept.headers), bytes: new TextEncoder().encode(kept.text),
  };
  return { place: row.place, due: row.due, call };
}

export const forget = (box, { place }) => box.run('DELETE FROM deferred WHERE place = ?', place);
