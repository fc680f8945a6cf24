// Whether what many clients submit at once is all there: 12,000 listens of twenty clients of one person, in import
// batches and one by one. Each client waits as it is told to by the headers, and sends what was refused again.
import { setTimeout as sleep } from 'node:timers/promises';
import { startStage } from './hub-stage.mjs';
import { row } from './numbers.mjs';

const CLIENTS = 20;
const BATCH = 500;
const SINGLES = 100;
const LISTENS = CLIENTS * (BATCH + SINGLES);
const PATIENCE_MS = 30_000;
/** Beyond this a play is history, and told no service one by one. */
const HISTORY_S = 30 * 86_400;

export async function clients() {
  const stage = await startStage();
  try {
    const me = stage.person();
    await me.get('user/services');
    const tokens = [];
    for (let number = 0; number < CLIENTS; number += 1) {
      const { data } = await me.post('user/devices/token', { name: `Client ${number}` });
      tokens.push(data.token);
    }
    const began = performance.now();
    const before = await stage.cpu();
    const waits = await Promise.all(tokens.map((token, number) => client(stage, token, number)));
    const seconds = (performance.now() - began) / 1000;
    const after = await stage.cpu();
    const kept = await count(stage, tokens[0]);
    // A play that was lost is a broken budget; one too many would be, too.
    return [
      row('hub, 12,000 listens of 20 clients, until all were taken', seconds, 's', { budget: 60 }),
      row('hub, CPU of these', (after.all - before.all) / 1000, 's'),
      row('hub, of these lost or doubled', Math.abs(LISTENS - kept), 'plays', { budget: 0 }),
      row('hub, times a client was told to wait', waits.reduce((sum, times) => sum + times, 0), 'times'),
    ];
  } finally {
    await stage.stop();
  }
}

/** A batch of history, then what is heard, each by itself; how often it had to wait. */
async function client(stage, token, number) {
  const now = Math.floor(stage.now() / 1000);
  const listen = (at, place) => ({
    listened_at: at,
    track_metadata: { artist_name: `Artist ${number}`, track_name: `Track ${place}`, additional_info: { duration_ms: 180_000 } },
  });
  const batch = Array.from({ length: BATCH }, (_, place) => listen(now - HISTORY_S - place * 200, place));
  let waits = await submit(stage, token, { listen_type: 'import', payload: batch });
  for (let place = 0; place < SINGLES; place += 1) {
    waits += await submit(stage, token, { listen_type: 'single', payload: [listen(now - 200 - place * 200, place)] });
  }
  return waits;
}

/** Sends until it is taken. */
async function submit(stage, token, body) {
  for (let waits = 0; ; waits += 1) {
    const response = await ask(stage, token, 'submit-listens', { method: 'POST', body: JSON.stringify(body) });
    await response.arrayBuffer();
    if (response.status === 200) return waits;
    if (response.status !== 429) throw new Error(`a listen was answered ${response.status}`);
    await sleep(Number(response.headers.get('x-ratelimit-reset-in')) * 1000);
  }
}

async function count(stage, token) {
  for (;;) {
    const response = await ask(stage, token, 'user/playtally/listen-count');
    if (response.status === 200) return (await response.json()).payload.count;
    await sleep(Number(response.headers.get('x-ratelimit-reset-in')) * 1000);
  }
}

const ask = (stage, token, path, init = {}) => fetch(`${stage.origin}/1/${path}`, {
  ...init, headers: { authorization: `Token ${token}` }, signal: AbortSignal.timeout(PATIENCE_MS),
});
