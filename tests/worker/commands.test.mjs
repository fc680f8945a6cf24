// What a person asks of a play from the page: each order of command and fact, and what every
// service, the library and the saved places have at the end of it.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { film, episode, play, startWorld, track, until, videoRule, musicRule } from '../support/world.mjs';

const HOUR = 3_600_000;

describe('commands', () => {
  let world;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());

  /** Somebody with three accounts of their own. */
  async function somebody() {
    await world.reset();
    const me = world.person();
    await me.connect('trakt');
    await me.connect('simkl');
    await me.connectListenBrainz();
    return me;
  }

  /** A film that has been on for half of its hour, with what comes later at its true time. */
  const going = (media = film, more = {}) => play(media, { at: world.now() + HOUR / 2, duration: 3600, ...more });
  const command = (me, player, wanted, more = {}) => me.post(`playing/${encodeURIComponent(player)}`, { command: wanted, ...more });
  const places = async (me) => (await me.get('state')).data.continue;
  const players = async (me) => {
    const page = await me.listen();
    await until(() => page.last.playing);
    page.socket.close();
    return page.last.playing.players;
  };
  /** All that the services have once nothing is on its way any more. */
  async function kept(me) {
    await me.settled({ live: true });
    const { trakt, simkl } = await world.control('state');
    return { trakt: trakt.history.length, simkl: simkl.history.length, library: (await me.get('history')).data.plays.length };
  }
  const ONCE = { trakt: 1, simkl: 1, library: 1 };
  const NEVER = { trakt: 0, simkl: 0, library: 0 };

  test('finish counts it now, once, everywhere', async () => {
    const me = await somebody();
    const it = going();
    await me.send(it.started);
    const since = world.now();
    const { status, data } = await command(me, it.playId, 'finish');
    assert.equal(status, 200);
    assert.deepEqual([data.play_id, data.command], [it.playId, 'finish']);
    assert.deepEqual(await kept(me), ONCE);
    const [entry] = (await me.get('history')).data.plays;
    const at = Date.parse(entry.watched_at);
    assert.ok(at >= since - 1000 && at <= world.now() + 1000, `${entry.watched_at} is when it was asked for`);
    assert.deepEqual(await players(me), []);
    assert.deepEqual(await places(me), []);
    const { trakt } = await world.control('state');
    assert.deepEqual(trakt.watching, [], 'nothing is shown as watched any more');
  });

  test('a track that is finished counts at the moment it began', async () => {
    const me = await somebody();
    const song = play(track, { at: world.now() + 100_000, duration: 200, rule: musicRule });
    await me.send(song.started);
    assert.equal((await command(me, song.playId, 'finish')).status, 200);
    await me.send(song.watched, song.stopped);
    assert.equal((await me.settled()).length, 1);
    // It stores what it took a moment later.
    const listens = async () => (await world.control('state')).listenbrainz.listens.map(({ listened_at: at }) => at);
    await until(async () => (await listens()).length > 0);
    assert.deepEqual(await listens(), [Math.floor(song.startedAt / 1000)]);
  });

  for (const [name, before, after] of [
    ['nothing more comes', ['started'], []],
    ['the rule and the end come later', ['started'], ['watched', 'stopped']],
    ['they come in the wrong order', ['started'], ['stopped', 'watched']],
    ['a pause and all the rest come late', ['started'], ['paused', 'watched', 'stopped']],
    ['the rule was met before', ['started', 'watched'], ['stopped']],
    ['the rule was met before and is told again', ['started', 'watched'], ['watched', 'stopped']],
    ['only the end came before the rule', ['started', 'paused'], ['stopped']],
  ]) {
    test(`finish: ${name}`, async () => {
      const me = await somebody();
      const it = going();
      await me.send(...before.map((type) => it[type]));
      assert.equal((await command(me, it.playId, 'finish')).status, 200);
      for (const type of after) await me.send(it[type]);
      assert.equal((await command(me, it.playId, 'finish', { play_id: it.playId })).status, 200, 'the same again');
      assert.deepEqual(await kept(me), ONCE);
      // Weeks later, when nobody remembers the delivery.
      await world.advance(9 * 24 * HOUR);
      await me.send({ ...it.watched, seq: 90, at: it.watched.at + 5 }, { ...it.stopped, seq: 91, at: it.stopped.at + 5 });
      assert.deepEqual(await kept(me), ONCE);
      assert.deepEqual(await players(me), []);
    });

    test(`discard: ${name}`, async () => {
      const me = await somebody();
      const it = going();
      await me.send(...before.map((type) => it[type]));
      const { status, data } = await command(me, it.playId, 'discard');
      const counted = before.includes('watched');
      assert.deepEqual([status, data.counted], [200, counted]);
      for (const type of after) await me.send(it[type]);
      assert.equal((await command(me, it.playId, 'discard')).data.counted, counted, 'the same again');
      assert.deepEqual(await kept(me), counted ? ONCE : NEVER);
      assert.deepEqual(await places(me), []);
      await world.advance(9 * 24 * HOUR);
      await me.send({ ...it.watched, seq: 90, at: it.watched.at + 5 }, { ...it.stopped, seq: 91, at: it.stopped.at + 5 });
      assert.deepEqual(await kept(me), counted ? ONCE : NEVER);
      assert.deepEqual(await places(me), []);
    });
  }

  test('what is shown as watched now ends without a scrobble when it is discarded', async () => {
    const me = await somebody();
    const it = going();
    await me.send({ ...it.started, position: 1500 });
    await until(async () => (await world.control('state')).trakt.watching.length > 0);
    await command(me, it.playId, 'discard');
    await until(async () => (await world.control('state')).trakt.watching.length === 0);
    assert.deepEqual(await kept(me), NEVER);
  });

  test('the same item played again is a play of its own', async () => {
    const me = await somebody();
    const first = going();
    await me.send(first.started);
    await command(me, first.playId, 'discard');
    const again = going();
    await me.send(again.started, again.watched, again.stopped);
    assert.deepEqual(await kept(me), ONCE);
  });

  test('a saved place of before does not come back for the one that was dropped', async () => {
    const me = await somebody();
    const old = going(episode(1));
    await me.send(old.started, old.paused);
    await world.advance(HOUR);
    const it = going(episode(1));
    await me.send(it.started, it.paused);
    assert.equal((await places(me)).length, 1);
    await command(me, it.playId, 'discard');
    assert.deepEqual(await places(me), []);
  });

  test('a play that waits for its title is counted, or told to nobody', async () => {
    const me = await somebody();
    // Nobody is asked about either before the person says what they are.
    await world.control('faults', { host: 'api.themoviedb.org', kind: 'status', status: 503, times: 50 });
    const unknown = { kind: 'movie', title: `Nobody Knows ${randomUUID()}`, ids: {} };
    const dropped = going(unknown);
    await me.send(dropped.started);
    assert.equal((await command(me, dropped.playId, 'discard')).status, 200);
    const done = going({ ...unknown, title: `${unknown.title} Either` });
    await me.send(done.started);
    assert.equal((await command(me, done.playId, 'finish')).status, 200);
    assert.equal((await me.send(done.watched)).data.commands[0].command, 'finish');
    for (const source of [dropped.started.media, done.started.media]) {
      await me.call('PUT', 'corrections', { source, work: { kind: 'movie', title: film.title, year: film.year, ids: film.ids } });
    }
    assert.deepEqual(await kept(me), ONCE);
  });

  test('a pause is handed over until it is so', async () => {
    const me = await somebody();
    const it = going();
    await me.send(it.started);
    const { status, data } = await command(me, it.playId, 'pause');
    assert.equal(status, 200);
    // A player that counts by itself speaks when the rule is met: at 80 % of the hour.
    assert.equal(Math.round((Date.parse(data.expected_at) - it.startedAt) / 60_000), 48);
    assert.ok(Date.parse(data.until) < Date.parse(data.expected_at), 'which is too late, and the page can say so');
    const told = { ...it.paused, seq: 2, type: 'resumed', at: world.now() };
    const { commands } = (await me.send(told)).data;
    assert.deepEqual(commands.map(({ play_id: id, command: what }) => [id, what]), [[it.playId, 'pause']]);
    assert.deepEqual((await me.send(told)).data.commands, commands, 'as the answer may be lost');
    assert.equal((await me.send({ ...it.paused, seq: 3, at: world.now() })).data.commands, undefined);
    assert.equal((await me.send({ ...told, seq: 4, at: world.now() })).data.commands, undefined);
    assert.equal((await players(me)).length, 1, 'it can go on');
  });

  test('a player that asks hears of a pause within seconds, though it has nothing to tell', async () => {
    const me = await somebody();
    const it = going();
    await me.send(it.started);
    const ask = async () => (await me.post('scrobble', { facts: [], playing: it.playId })).data;
    assert.deepEqual(await ask(), { accepted: 0, known: 0 });
    await world.advance(5_000);
    const { data } = await command(me, it.playId, 'pause');
    const wait = Date.parse(data.expected_at) - world.now();
    assert.ok(wait <= 10_000, `heard in ${wait} ms`);
    for (const { commands } of [await ask(), await ask()]) {
      assert.deepEqual(commands.map(({ play_id: id, command: what }) => [id, what]), [[it.playId, 'pause']]);
    }
    await me.send({ ...it.paused, seq: 2, at: world.now() });
    assert.equal((await ask()).commands, undefined);
    await me.send({ ...it.paused, type: 'resumed', seq: 3, at: world.now() });
    // One that falls silent is expected no more.
    await world.advance(60_000);
    assert.equal((await command(me, it.playId, 'pause')).data.expected_at, undefined);
  });

  test('a question about no play, or with nothing in it, is refused', async () => {
    const me = await somebody();
    for (const body of [{ facts: [] }, { facts: [], playing: 'not an id' }]) {
      const { status, data } = await me.post('scrobble', body);
      assert.deepEqual([status, data.code], [400, 'bad_request']);
    }
    assert.deepEqual((await me.post('scrobble', { facts: [], playing: randomUUID() })).data, { accepted: 0, known: 0 });
  });

  test('a pause that nobody heard of in time is wanted no longer', async () => {
    const me = await somebody();
    const it = going();
    await me.send(it.started);
    await command(me, it.playId, 'pause');
    await world.advance(6 * 60_000);
    assert.equal((await me.send({ ...it.paused, type: 'resumed', seq: 2, at: world.now() })).data.commands, undefined);
  });

  test('a pause does not keep a play from being finished or dropped', async () => {
    const me = await somebody();
    const it = going();
    await me.send(it.started);
    await command(me, it.playId, 'pause');
    assert.equal((await command(me, it.playId, 'finish')).status, 200);
    const { commands } = (await me.send(it.stopped)).data;
    assert.deepEqual(commands.map(({ command: what }) => what), ['finish']);
    assert.deepEqual(await kept(me), ONCE);
  });

  test('what cannot be is refused', async () => {
    const me = await somebody();
    const refused = async (answer, status, code) => assert.deepEqual([(await answer).status, (await answer).data.code], [status, code]);
    await refused(command(me, randomUUID(), 'finish'), 404, 'not_found');
    const it = going();
    await me.send(it.started);
    await refused(command(me, it.playId, 'louder'), 400, 'bad_request');
    await refused(command(me, it.playId, 'finish', { play_id: randomUUID() }), 404, 'not_found');
    await me.send({ ...it.paused, at: world.now() });
    await refused(command(me, it.playId, 'pause'), 409, 'play_paused');
    await command(me, it.playId, 'discard');
    await refused(command(me, it.playId, 'finish'), 409, 'play_over');
    await refused(command(me, it.playId, 'pause'), 409, 'play_over');
    const over = going(episode(2));
    await me.send(over.started, over.stopped);
    await refused(command(me, over.playId, 'discard'), 404, 'not_found');

    const { code } = (await me.post('user/devices', {})).data;
    const { token } = (await me.call('POST', 'pair', { code, name: 'TV' }, { origin: 'https://player.example' })).data;
    const answer = await me.call('POST', `playing/${it.playId}`, { command: 'finish' }, { authorization: `Bearer ${token}`, origin: 'https://player.example' });
    assert.deepEqual([answer.status, answer.data.code], [403, 'scope']);
    const other = world.person();
    await other.get('user/services');
    await refused(command(other, it.playId, 'finish'), 404, 'not_found');
  });

  test('a hub that dies in between does neither twice', async () => {
    const me = await somebody();
    const it = going();
    await me.send(it.started);
    await command(me, it.playId, 'finish');
    await world.kill();
    await me.send(it.watched, it.stopped);
    await command(me, it.playId, 'finish');
    assert.deepEqual(await kept(me), ONCE);
  });

  describe('where the session runs in the hub', () => {
    /** A player that tells what happens, at a film of an hour. */
    function remote(me) {
      const player = randomUUID();
      let from = 1;
      const send = async (...events) => {
        const body = { player, from, sent_at: world.now(), events: events.map((event) => ({ at: world.now(), event })) };
        const { data } = await me.post('scrobble', body);
        from = data.next;
        return data;
      };
      return { player, send };
    }
    const load = (playId, resume) => ({ type: 'load', playId, media: film, duration: 3600, ...(resume ? { resume } : {}) });
    /** Plays on from a place; time passes as it would. */
    async function watch(send, position, seconds) {
      let last;
      for (let past = 10; past <= seconds; past += 10) {
        await world.advance(10_000);
        last = await send({ type: 'time', position: position + past });
      }
      return last;
    }

    test('a pause is told with the next report, within seconds', async () => {
      const me = await somebody();
      const { player, send } = remote(me);
      const playId = randomUUID();
      await send(load(playId), { type: 'play', position: 0 });
      const { data } = await command(me, player, 'pause', { play_id: playId });
      assert.ok(Date.parse(data.expected_at) <= world.now() + 11_000);
      const { commands } = await watch(send, 0, 10);
      assert.deepEqual(commands.map(({ play_id: id, command: what }) => [id, what]), [[playId, 'pause']]);
      await send({ type: 'pause', position: 10 });
      await world.advance(10_000);
      assert.equal((await send({ type: 'time', position: 10 })).commands, undefined);
    });

    for (const [wanted, expected] of [['finish', ONCE], ['discard', NEVER]]) {
      test(`${wanted} ends its session; what it plays on is the same play, from the start another`, async () => {
        const me = await somebody();
        const { player, send } = remote(me);
        const playId = randomUUID();
        await send(load(playId), { type: 'play', position: 0 });
        await watch(send, 0, 200);
        await command(me, player, wanted, { play_id: playId });
        const answer = await watch(send, 200, 20);
        assert.deepEqual(answer.commands.map(({ command: what }) => what), [wanted]);
        assert.equal(answer.saved_place, undefined);
        assert.equal(answer.progress.phase, 'ended');
        await send({ type: 'seek', position: 2800 }, { type: 'play', position: 2800 });
        await watch(send, 2800, 60);
        assert.deepEqual(await players(me), []);
        await send({ type: 'unload' });
        assert.deepEqual(await kept(me), expected);
        assert.deepEqual(await places(me), []);

        await send(load(randomUUID()), { type: 'play', position: 0 });
        await watch(send, 0, 10);
        assert.equal((await players(me)).length, 1);
        await send({ type: 'unload' });
      });
    }

    test('a player that went on to the next play is not meant', async () => {
      const me = await somebody();
      const { player, send } = remote(me);
      const first = randomUUID();
      await send(load(first), { type: 'play', position: 0 });
      await watch(send, 0, 20);
      await send(load(randomUUID()), { type: 'play', position: 0 });
      await watch(send, 0, 20);
      const answer = await command(me, player, 'discard', { play_id: first });
      assert.deepEqual([answer.status, answer.data.code], [404, 'not_found']);
      assert.equal((await players(me)).length, 1);
    });
  });

  test('rules that differ are each met once', async () => {
    const me = await somebody();
    await me.call('PATCH', 'user/services/simkl/settings', { video_threshold: 60 });
    const early = { id: 'video:60:0.5', type: 'video', percent: 60, factor: 0.5 };
    const it = going();
    await me.send(it.started, { ...it.paused, seq: 2, type: 'watched', rule: early, watchedAt: world.now(), rulesMet: [early.id] });
    await command(me, it.playId, 'finish');
    await me.send({ ...it.watched, seq: 3, rulesMet: [early.id, videoRule.id] }, { ...it.stopped, seq: 4 });
    assert.deepEqual(await kept(me), ONCE);
  });
});
