// Facts in, plays at the services: each exactly once, whatever fails on the way.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { episode, film, musicRule, play, startWorld, track, until } from '../support/world.mjs';
import { rest } from './rest.mjs';

const MINUTE = 60_000;

describe('delivery', () => {
  let world;
  let me;
  const second = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString();

  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    me = world.person();
    await me.connect('trakt');
    await me.connect('simkl');
    await me.connectListenBrainz();
  });

  const stored = async () => {
    // ListenBrainz stores a moment after it answered.
    await until(async () => (await world.control('state')).listenbrainz.queued === 0);
    const { trakt, simkl, listenbrainz } = await world.control('state');
    return { trakt: trakt.history, simkl: simkl.history, listenbrainz: listenbrainz.listens, state: { trakt, simkl, listenbrainz } };
  };
  const counts = async () => {
    const all = await stored();
    return [all.trakt.length, all.simkl.length, all.listenbrainz.length];
  };

  test('a film seen to its end arrives once at Trakt and once at Simkl, by a live stop', async () => {
    const { started, watched, stopped } = play(film, { at: world.now() });
    await me.send(started);
    const seen = async () => {
      const { requests } = await world.control('state');
      return [...new Set(requests.filter((r) => r.path === '/scrobble/start').map((r) => r.host))].sort();
    };
    await until(async () => (await seen()).length === 2);
    assert.deepEqual(await seen(), ['api.simkl.com', 'api.trakt.tv']);
    await me.send(watched, stopped);
    await me.settled();
    const { trakt, simkl, listenbrainz } = await stored();
    assert.deepEqual(trakt.map((item) => [item.action, item.movie.ids.trakt]), [['scrobble', 990001]]);
    assert.equal(simkl.length, 1);
    assert.equal(listenbrainz.length, 0);
  });

  test('an episode is named by show, season and number', async () => {
    const { watched, stopped } = play(episode(2), { at: world.now() });
    await me.send(watched, stopped);
    await me.settled();
    const { trakt, simkl } = await stored();
    assert.deepEqual(trakt.map((item) => [item.show.ids.trakt, item.episode.season, item.episode.number]), [[990010, 1, 2]]);
    assert.equal(simkl.length, 1);
  });

  test('a track arrives at ListenBrainz alone, stamped with its start', async () => {
    const p = play(track, { at: world.now(), duration: 66, rule: musicRule });
    await me.send(p.started);
    await me.send(p.watched, p.stopped);
    await me.settled();
    await until(async () => (await stored()).listenbrainz.length > 0);
    const { trakt, simkl, listenbrainz } = await stored();
    assert.deepEqual([trakt.length, simkl.length], [0, 0]);
    assert.deepEqual(listenbrainz.map((l) => l.listened_at), [Math.floor(p.startedAt / 1000)]);
  });

  test('facts sent twice count once', async () => {
    const { watched, stopped } = play(film, { at: world.now() });
    assert.deepEqual((await me.send(watched, stopped)).data, { accepted: 2, known: 0 });
    assert.deepEqual((await me.send(watched, stopped)).data, { accepted: 0, known: 2 });
    await me.settled();
    assert.deepEqual(await counts(), [1, 1, 0]);
  });

  test('a play that comes days late goes to the history with its own time', async () => {
    const { watched, stopped, watchedAt } = play(film, { at: world.now() - 3 * 24 * 60 * MINUTE });
    await me.send(watched, stopped);
    await me.settled();
    const { trakt, simkl } = await stored();
    assert.deepEqual(trakt.map((item) => [item.action, item.watched_at]), [['watch', second(watchedAt)]]);
    assert.equal(Date.parse(simkl[0].watched_at), Date.parse(second(watchedAt)));
  });

  test('a tab that goes silent after the rule is counted when the film would be over', async () => {
    const { started, watched, watchedAt } = play(film, { at: world.now() });
    await me.send(started, watched);
    assert.deepEqual(await counts(), [0, 0, 0]);
    await world.advance(15 * MINUTE);
    await me.settled({ live: true });
    const { trakt, simkl } = await stored();
    assert.deepEqual(trakt.map((item) => item.watched_at), [second(watchedAt)]);
    assert.equal(simkl.length, 1);
  });

  test('a tab closed before the rule leaves a place, and no play', async () => {
    const { started, paused, stopped } = play(film, { at: world.now() });
    const left = { ...stopped, position: paused.position, credit: paused.credit, wall: paused.wall, rulesMet: [] };
    await me.send(started);
    await me.send(left);
    await until(async () => {
      const { state } = await stored();
      return state.trakt.playback.length === 1 && state.simkl.playback.length === 1;
    });
    assert.deepEqual(await counts(), [0, 0, 0]);
    const { data } = await me.get('state');
    assert.equal(data.continue.length, 1);
    assert.equal(data.continue[0].resume.playId, started.playId);
    assert.equal(data.continue[0].resume.position, paused.position);
    const { data: byKey } = await me.get(`state?ids=${encodeURIComponent(data.continue[0].key)}`);
    assert.equal(byKey.states[data.continue[0].key].watched, false);
    assert.equal(byKey.states[data.continue[0].key].resume.credit, paused.credit);
  });

  test('a second viewing within the hour is a second play at Trakt, and none at Simkl', async () => {
    const first = play(film, { at: world.now() });
    await me.send(first.started, first.watched, first.stopped);
    await me.settled();
    await world.advance(4 * MINUTE);
    const second = play(film, { at: world.now() });
    await me.send(second.started, second.watched, second.stopped);
    const entries = await me.settled();
    assert.deepEqual(entries.map((entry) => entry.state), ['done', 'done', 'done', 'done']);
    assert.deepEqual(await counts(), [2, 1, 0]);
    const simkl = entries.find((entry) => entry.service === 'simkl' && entry.play_id === second.playId);
    assert.equal(simkl.outcome, 'already_there');
  });

  const lost = [
    ['the answer is lost after storing', { kind: 'drop-after' }],
    ['the request is lost before', { kind: 'drop-before' }],
    ['the answer breaks off', { kind: 'close' }],
    ['the service stores it late', { kind: 'store-late', ms: 20_000 }],
    ['a 503 after storing', { kind: 'status', status: 503, stored: true }],
    ['a 503 with Retry-After', { kind: 'status', status: 503, retry_after: 30 }],
    ['an HTML 429', { kind: 'html429' }],
    ['a 429 with Retry-After', { kind: 'status', status: 429, retry_after: 20 }],
    ['the firewall\'s HTML 403', { kind: 'html403' }],
    ['a page with status 200', { kind: 'html200' }],
    ['garbage', { kind: 'garbage' }],
    ['an empty 200', { kind: 'empty' }],
    ['garbage after storing', { kind: 'garbage', stored: true }],
  ];
  for (const [name, fault] of lost) {
    test(`exactly once when ${name}`, async () => {
      for (const path of ['/scrobble/stop', '/sync/history', '/1/submit-listens']) {
        await world.control('faults', { path, method: 'POST', ...fault });
      }
      const video = play(film, { at: world.now() });
      const song = play(track, { at: world.now(), duration: 66, rule: musicRule });
      await me.send(video.watched, video.stopped, song.watched, song.stopped);
      const entries = await rest(world, me);
      assert.deepEqual(entries.map((entry) => entry.state), ['done', 'done', 'done'], JSON.stringify(entries, null, 1));
      assert.deepEqual(await counts(), [1, 1, 1]);
    });
  }

  test('a service that hangs does not hold up the others', async () => {
    await world.control('faults', { host: 'api.trakt.tv', kind: 'delay', ms: 600_000, times: 5 });
    const { watched, stopped } = play(film, { at: world.now() });
    await me.send(watched, stopped);
    await until(async () => (await stored()).simkl.length === 1);
    assert.equal((await stored()).trakt.length, 0);
  });

  test('an item no service knows ends with a reason, and can be retried or dropped', async () => {
    const unknown = { kind: 'movie', title: 'Nobody Made This', year: 1999, ids: { imdb: 'tt00000000' } };
    const { watched, stopped } = play(unknown, { at: world.now() });
    await me.send(watched, stopped);
    const [entry] = await me.settled();
    assert.equal(entry.state, 'dead');
    assert.equal(entry.reason.code, 'not_found');
    assert.ok(entry.reason.text.length > 10);
    const id = encodeURIComponent(entry.id);
    assert.equal((await me.post(`user/outbox/${id}/retry`)).status, 200);
    assert.equal((await me.settled()).find((e) => e.id === entry.id).state, 'dead');
    assert.equal((await me.call('DELETE', `user/outbox/${id}`)).status, 204);
    assert.ok(!(await me.get('outbox')).data.entries.some((e) => e.id === entry.id));
    assert.equal((await me.call('DELETE', `user/outbox/${id}`)).status, 404);
  });

  test('a browser with outdated rules loses nothing, and counts by the rule of today', async () => {
    await me.call('PATCH', 'user/services/trakt/settings', { video_threshold: 90 });
    const old = play(film, { at: world.now() });
    // Watched by the old rule alone, and left at 85 %: too early for 90 %.
    const left = { ...old.stopped, position: 0.85 * 180, credit: 0.85 * 180_000, wall: 0.85 * 180_000 };
    await me.send(old.watched, left);
    await me.settled();
    assert.deepEqual(await counts(), [0, 1, 0]);
    const whole = play(episode(1), { at: world.now() });
    await me.send(whole.watched, whole.stopped);
    await me.settled();
    const { trakt } = await stored();
    assert.deepEqual(trakt.map((item) => [item.type, item.episode.number]), [['episode', 1]]);
    assert.equal((await counts())[1], 2);
  });

  test('a device whose clock is hours ahead is put right', async () => {
    const { watched, stopped } = play(film, { at: world.now() + 3 * 60 * MINUTE });
    assert.equal((await me.send(watched, stopped)).status, 202);
    await me.settled();
    assert.deepEqual(await counts(), [1, 1, 0]);
    const { trakt } = await stored();
    assert.ok(Math.abs(Date.parse(trakt[0].watched_at) - world.now()) < 10 * MINUTE, trakt[0].watched_at);
  });

  test('two devices that went on from one place may number alike; the play still counts', async () => {
    const { started, watched, stopped } = play(film, { at: world.now() });
    const phone = { ...started, type: 'resumed', seq: watched.seq, at: watched.at - 1000 };
    await me.send(started, phone);
    await me.send(watched, stopped);
    await me.settled();
    assert.deepEqual(await counts(), [1, 1, 0]);
  });

  test('an item with a comma in its name has a state of its own', async () => {
    const song = { kind: 'track', title: 'September, again', artist: 'Earth, Wind & Water', ids: {} };
    const p = play(song, { at: world.now(), duration: 100, rule: musicRule });
    await me.send({ ...p.stopped, position: 40, rulesMet: [], credit: 40_000, wall: 40_000 });
    const { data } = await me.get('state');
    const { key } = data.continue[0];
    assert.match(key, /,/);
    const states = (await me.get(`state?ids=tt1,${encodeURIComponent(key)}`)).data.states;
    assert.deepEqual(Object.keys(states).sort(), [key, 'tt1'].sort());
    assert.equal(states[key].resume.position, 40);
  });

  test('an account switched off gets nothing', async () => {
    await me.call('PATCH', 'user/services/simkl/settings', { enabled: false });
    const { watched, stopped } = play(film, { at: world.now() });
    await me.send(watched, stopped);
    await me.settled();
    assert.deepEqual(await counts(), [1, 0, 0]);
  });

  test('people do not see each other', async () => {
    const { watched, stopped } = play(film, { at: world.now() });
    await me.send(watched, stopped);
    await me.settled();
    const other = world.person();
    await other.get('user/services');
    assert.deepEqual((await other.get('outbox')).data.entries, []);
    assert.deepEqual((await other.get('state')).data.continue, []);
    assert.equal((await other.get('user/services')).data.services[0].state, 'disconnected');
  });
});
