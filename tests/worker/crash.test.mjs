// Killing workerd at random moments under load: every accepted play arrives exactly once.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { film, episode, play, startWorld, track, musicRule, until } from '../support/world.mjs';

const KILLS = process.env.PLAYTALLY_LONG ? 1000 : 50;

test(`${KILLS} kills lose nothing and double nothing`, async () => {
  const world = await startWorld();
  try {
    const me = world.person();
    await me.connect('trakt');
    await me.connect('simkl');
    await me.connectListenBrainz();
    await world.control('settings', { simkl_plan: { user: 'demo', plan: 'vip' } });
    const accepted = [];

    for (let kill = 0; kill < KILLS; kill += 1) {
      // Plays lie days apart, so that each is one of its own at every service.
      const at = world.now() - (kill + 1) * 86_400_000;
      const options = { at, playId: randomUUID() };
      const plays = [play(film, options), play(track, { at, duration: 66, rule: musicRule })];
      if (kill < 2) plays.push(play(episode(kill + 1), { at }));
      const dying = new Promise((resolve) => setTimeout(resolve, Math.random() * 120)).then(() => world.kill());
      for (const p of plays) await untilAccepted(me, [p.watched, p.stopped], () => dying);
      accepted.push(...plays);
      await dying;
      await world.advance(120_000);
    }

    // Each service takes one write a second; the clock goes on as fast as they answer.
    let open = [];
    let round = 0;
    await until(async () => {
      round += 1;
      await world.advance(round % 20 === 0 ? 3_600_000 : 1_100);
      const { entries } = (await me.get('outbox')).data;
      open = entries.filter((entry) => entry.state !== 'done').map(({ id, state, reason }) => ({ id, state, reason }));
      return open.length === 0;
    }, KILLS * 15_000).catch(() => {});
    assert.deepEqual(open, []);
    const { trakt, simkl, listenbrainz } = await world.control('state');
    const whole = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
    const videos = accepted.filter((p) => p.watched.media.kind !== 'track');
    assert.deepEqual(trakt.history.map((item) => item.watched_at).sort(), videos.map((p) => whole(p.watchedAt)).sort());
    assert.equal(simkl.history.length, 3, 'one an item');
    const songs = accepted.filter((p) => p.watched.media.kind === 'track');
    assert.deepEqual(listenbrainz.listens.map((l) => l.listened_at).sort(), songs.map((p) => Math.floor(p.startedAt / 1000)).sort());
  } finally {
    await world.stop();
  }
});

test('a hub that dies with a request under way goes on by itself', async () => {
  const world = await startWorld();
  try {
    const me = world.person();
    await me.connectListenBrainz();
    await world.control('faults', { path: '/1/submit-listens', kind: 'hold' });
    const song = play(track, { duration: 66, rule: musicRule });
    await me.send(song.watched, song.stopped);
    await until(async () => (await world.control('faults')).length === 0);
    await world.kill();
    await world.control('faults', undefined, 'DELETE');
    assert.deepEqual((await world.control('state')).listenbrainz.listens, []);
    // From here on nobody asks the hub for anything; only its alarm can bring the listen on its way.
    await until(async () => {
      await world.advance(60_000);
      return (await world.control('state')).listenbrainz.listens.length === 1;
    });
  } finally {
    await world.stop();
  }
});

/** Sends until the hub said yes, as a browser's queue does. */
async function untilAccepted(me, facts, dying) {
  for (;;) {
    const answer = await me.send(...facts).catch(() => undefined);
    if (answer?.status === 202) return;
    await dying();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
