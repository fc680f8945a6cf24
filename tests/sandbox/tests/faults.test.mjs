// Faults as a caller sees them, the clock, and what survives a killed process.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { waits } from '../faults.js';
import { startSandbox } from './helper.mjs';

const FILM = { ids: { trakt: 990001 } };
let sandbox;
let token;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  token = await sandbox.trakt.token();
});

const add = (options) => sandbox.trakt.send(token, 'POST', '/sync/history', { movies: [FILM] }, options);
const stored = async () => (await sandbox.state()).trakt.history.length;

const LOST = [
  [{ kind: 'drop-before' }, 0],
  [{ kind: 'drop-after' }, 1],
  [{ kind: 'close' }, 1],
];
for (const [fault, plays] of LOST) {
  test(`${fault.kind}: the caller's fetch rejects, ${plays} stored`, async () => {
    await sandbox.fault({ host: 'api.trakt.tv', path: '/sync/history', method: 'POST', ...fault });
    const answer = await add();
    assert.ok(answer.lost, JSON.stringify(answer));
    assert.equal(await stored(), plays);
    assert.equal((await add()).status, 201, 'a fault happens once');
  });
}

const ANSWERED = [
  [{ kind: 'status', status: 502 }, 502, ''],
  [{ kind: 'status', status: 429, retry_after: 7 }, 429, ''],
  [{ kind: 'html429', retry_after: 300 }, 429, '<!DOCTYPE html>'],
  [{ kind: 'html403' }, 403, '<!DOCTYPE html>'],
  [{ kind: 'html200' }, 200, '<!DOCTYPE html>'],
  [{ kind: 'garbage' }, 200, '\u0000not json'],
  [{ kind: 'empty' }, 200, ''],
];
for (const [fault, status, start] of ANSWERED) {
  test(`${fault.kind} ${status}: a wrong answer, stored only when asked`, async () => {
    await sandbox.fault(fault, { ...fault, stored: true });
    const answer = await add();
    assert.equal(answer.status, status);
    assert.ok(answer.text.startsWith(start), answer.text);
    assert.equal(answer.text === '', start === '');
    assert.equal(answer.headers['retry-after'], fault.retry_after?.toString());
    assert.equal(await stored(), 0);
    await add();
    assert.equal(await stored(), 1);
  });
}

test('delay: answered late', async () => {
  await sandbox.fault({ kind: 'delay', ms: 300 });
  const began = Date.now();
  assert.equal((await add()).status, 201);
  assert.ok(Date.now() - began >= 290);
});

test('hold: answered once the faults are cleared, and finished even when the caller has left', async () => {
  await sandbox.fault({ kind: 'hold' });
  const answer = add();
  await sandbox.befallen();
  assert.equal(await stored(), 0);
  await sandbox.letGo();
  assert.equal((await answer).status, 201);

  await sandbox.advance(1000);
  await sandbox.fault({ kind: 'hold' });
  const left = await sandbox.call('POST', 'https://api.trakt.tv/sync/history', {
    headers: { 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2', authorization: `Bearer ${token}` },
    json: { movies: [FILM] }, wait: 1_000,
  });
  assert.ok(left.lost);
  assert.equal(await stored(), 1);
  await sandbox.letGo();
  while ((await stored()) < 2) await new Promise((resolve) => { setTimeout(resolve, 20); });
});

test('delay: nothing is stored later than thirty seconds, however late the answer', () => {
  assert.deepEqual([waits({ ms: 29_000 }), waits({ ms: 600_000 })], [[29_000, 0], [30_000, 570_000]]);
});

test('store-late: lost now, stored by the clock, at the time it was due', async () => {
  await sandbox.fault({ kind: 'store-late', ms: 30_000 });
  assert.ok((await add()).lost);
  assert.equal(await stored(), 0);
  await sandbox.advance(29_000);
  assert.equal(await stored(), 0);
  const { now_ms: now } = await sandbox.control('GET', 'clock');
  await sandbox.advance(60_000);
  const { trakt: { history } } = await sandbox.state();
  assert.equal(history.length, 1);
  assert.ok(Math.abs(Date.parse(history[0].added_at) - now) <= 2000);
  await assert.rejects(sandbox.fault({ kind: 'store-late', ms: 30_001 }), /400/);
});

test('a fault only meets the calls it names, in turn, as often as it says', async () => {
  await sandbox.fault({ host: 'api.simkl.com', kind: 'drop-before' }, { path: '/sync/*', kind: 'status', status: 500, times: 2 });
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await add()).status);
  assert.deepEqual(statuses, [500, 500, 201]);
  assert.equal((await sandbox.control('GET', 'faults')).length, 1);
  await sandbox.control('DELETE', 'faults');
  assert.deepEqual(await sandbox.control('GET', 'faults'), []);
});

test('the clock moves by, to and back, and keeps running', async () => {
  await sandbox.control('POST', 'clock', { still_ms: null });
  const week = 7 * 86_400_000;
  const { offset_ms: moved } = await sandbox.advance(week);
  assert.equal(moved, week);
  const { now } = await sandbox.control('POST', 'clock', { set_ms: Date.UTC(2030, 0, 1) });
  assert.match(now, /^2030-01-01T00:00:00/);
  const { offset_ms: none } = await sandbox.control('POST', 'clock', { offset_ms: 0 });
  assert.equal(none, 0);
});

test('every call is counted and logged with its outcome', async () => {
  await sandbox.fault({ kind: 'drop-after' });
  await add();
  await add();
  const { counts, requests } = await sandbox.state();
  assert.equal(counts['trakt POST /sync/history'], 2);
  assert.deepEqual(requests.map(({ status, user, fault }) => ({ status, user, fault })),
    [{ status: 0, user: 'demo', fault: 'drop-after' }, { status: 201, user: 'demo', fault: undefined }]);
});

test('a host the sandbox does not play is said to be unknown', async () => {
  assert.equal((await sandbox.call('GET', 'https://example.org/')).status, 404);
});

test('what was answered survives SIGKILL, tokens and clock too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const others = workerds();
  let first = await startSandbox({ persist: folder });
  const held = await first.trakt.token();
  await first.advance(3_600_000);
  assert.equal((await first.trakt.send(held, 'POST', '/sync/history', { movies: [FILM] })).status, 201);
  const [mine] = workerds().filter((pid) => !others.includes(pid));
  process.kill(mine, 'SIGKILL');
  await first.stop();

  first = await startSandbox({ persist: folder });
  try {
    assert.equal((await first.state()).trakt.history.length, 1);
    assert.equal((await first.control('GET', 'clock')).offset_ms, 3_601_000);
    assert.equal((await first.trakt.send(held, 'POST', '/sync/history', { movies: [FILM] })).status, 201);
  } finally {
    await first.stop();
    rmSync(folder, { recursive: true });
  }
});

function workerds() {
  const listed = execFileSync('pgrep', ['-P', String(process.pid), 'workerd'], { encoding: 'utf8' });
  return listed.trim().split('\n').map(Number);
}
