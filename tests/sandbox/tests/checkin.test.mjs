// Check-ins at Trakt and Simkl: one at a time, counted when the runtime is over, taken back before.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

const FILM = { movie: { ids: { imdb: 'tt99000001' } } };
const OTHER = { movie: { ids: { imdb: 'tt0133093' } } };
const MINUTE = 60_000;
let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

test('Trakt counts a check-in when the runtime is over', async () => {
  const access = await sandbox.trakt.token();
  const { status, body } = await sandbox.trakt.send(access, 'POST', '/checkin', FILM);
  assert.equal(status, 200);
  assert.equal(body.movie.title, 'The Long Way Round the Lake');
  assert.ok(body.id > 0 && Date.parse(body.watched_at));
  const watching = await sandbox.trakt.send(access, 'GET', '/users/me/watching');
  assert.equal(watching.body.action, 'checkin');
  await sandbox.advance(2 * MINUTE);
  assert.deepEqual((await sandbox.state()).trakt.history, []);
  await sandbox.advance(MINUTE);
  const { history, checkins } = (await sandbox.state()).trakt;
  assert.deepEqual([history.map((row) => row.action), checkins], [['checkin'], []]);
});

test('a second one at Trakt gets 409 until the first is over or taken back', async () => {
  const access = await sandbox.trakt.token();
  await sandbox.trakt.send(access, 'POST', '/checkin', FILM);
  const busy = await sandbox.trakt.send(access, 'POST', '/checkin', OTHER);
  assert.equal(busy.status, 409);
  assert.deepEqual(Object.keys(busy.body), ['expires_at']);
  const cancelled = await sandbox.trakt.send(access, 'DELETE', '/checkin');
  assert.deepEqual([cancelled.status, cancelled.text], [204, '']);
  assert.equal((await sandbox.trakt.send(access, 'GET', '/users/me/watching')).status, 204);
  assert.equal((await sandbox.trakt.send(access, 'POST', '/checkin', OTHER)).status, 200);
  assert.deepEqual((await sandbox.state()).trakt.history, []);
});

const WRONG = [
  [{}, 422], [{ movie: { ids: { imdb: 'tt00000000' } } }, 404], [{ movie: { ids: { tmdb: '27205' } } }, 422],
];
for (const [body, status] of WRONG) {
  test(`Trakt answers a check-in of ${JSON.stringify(body)} with ${status}`, async () => {
    assert.equal((await sandbox.trakt.send(await sandbox.trakt.token(), 'POST', '/checkin', body)).status, status);
  });
}

test('a stop at the start takes a check-in at Simkl back and leaves a place', async () => {
  const access = await sandbox.simkl.token();
  const begun = await sandbox.simkl.send(access, 'POST', '/scrobble/checkin', FILM);
  assert.deepEqual([begun.status, begun.body.action], [201, 'checkin']);
  const stopped = await sandbox.simkl.send(access, 'POST', '/scrobble/stop', { ...FILM, progress: 0 });
  assert.deepEqual([stopped.status, stopped.body.action], [201, 'pause']);
  await sandbox.advance(5 * MINUTE);
  await sandbox.simkl.send(access, 'GET', '/users/settings');
  const { history, playback } = (await sandbox.state()).simkl;
  assert.deepEqual([history, playback.map((row) => row.progress)], [[], [0]]);
});
