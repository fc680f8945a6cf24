// The library: what is played, marked, rated and listed is kept, and read again as one.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { episode, film, musicRule, play, startWorld, track } from '../support/world.mjs';

let world;
before(async () => { world = await startWorld(); });
after(() => world?.stop());

const iso = (ms) => new Date(ms).toISOString();

/** All pages of a list of plays. */
async function all(me, query = '') {
  const plays = [];
  for (let cursor = ''; ;) {
    const { status, data } = await me.get(`history?${query}${cursor && `&cursor=${cursor}`}`);
    assert.equal(status, 200);
    plays.push(...data.plays);
    if (data.next === null) return plays;
    cursor = data.next;
  }
}

test('a play that counted is in the library, once, and stays there', async () => {
  const me = world.person();
  await me.get('user/services');
  const watched = play(film, { at: Date.now() - 3_600_000 });
  const heard = play(track, { duration: 120, rule: musicRule });
  // Another rule of the same play, met later.
  const again = { ...watched.watched, seq: 20, rule: { ...watched.watched.rule, id: 'video:90:0.5', percent: 90 }, watchedAt: watched.watchedAt + 20_000 };
  for (const facts of [[watched.started, watched.watched], [watched.watched, again, watched.stopped], [heard.started, heard.watched, heard.stopped]]) {
    assert.equal((await me.send(...facts)).status, 202);
  }
  const paused = play(episode(1));
  await me.send(paused.started, paused.paused);

  const expected = [
    { title: 'The Demo Ensemble – Harbour at Six', at: heard.startedAt, id: heard.playId },
    { title: film.title, at: watched.watchedAt, id: watched.playId },
  ];
  const look = (plays) => plays.map(({ title, watched_at, told_by }) => ({ title, at: Date.parse(watched_at), id: told_by[0].id }));
  const plays = await all(me);
  assert.deepEqual(look(plays), expected);
  assert.deepEqual(plays[1].told_by, [{ origin: 'player', id: watched.playId, watched_at: iso(watched.watchedAt) }]);
  assert.deepEqual(plays[1].work, film);

  await world.kill();
  assert.deepEqual(await all(me), plays);
});
