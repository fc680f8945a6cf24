// The live view: all there is, then what changes, and nothing of anybody else.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { film, play, reach, startWorld, track, until } from '../support/world.mjs';

describe('the live view', () => {
  let world;
  let me;
  before(async () => {
    world = await startWorld();
    me = world.person();
    await me.connect('trakt');
  });
  after(() => world.stop());

  const kinds = (page) => page.messages.map(({ type }) => type);
  const told = (page, count) => until(() => page.messages.length >= count);

  test('first all there is, then what changed', async () => {
    const page = await me.listen();
    assert.equal(page.status, 101);
    await told(page, 5);
    assert.deepEqual(kinds(page), ['services', 'outbox', 'playing', 'questions', 'profiles']);
    const { type, ...services } = page.messages[0];
    assert.deepEqual(services, (await me.get('user/services')).data);
    assert.deepEqual(page.last.outbox.entries, []);
    assert.deepEqual(page.last.playing.players, []);

    const song = play(track, { duration: 200, at: Date.now() + 190_000 });
    await me.send(song.started);
    await told(page, 6);
    assert.deepEqual(kinds(page).slice(5), ['playing'], 'nothing waits for a service, so nothing else is told');
    const [player] = page.last.playing.players;
    assert.equal(player.fact.media.title, track.title);
    assert.equal(player.player, song.playId);
    assert.equal(player.device, undefined);
    await me.send(song.stopped);
    await until(() => page.last.playing.players.length === 0);
    page.socket.close();
  });

  test('an entry is seen on its way', async () => {
    const page = await me.listen();
    await told(page, 5);
    const done = play(film);
    await me.send(done.watched, done.stopped);
    await until(() => page.last.outbox.entries[0]?.state === 'done');
    const { entries } = (await me.get('outbox')).data;
    assert.deepEqual(page.last.outbox.entries, entries);
    page.socket.close();
  });

  test('a setting and a player that was paired show at once', async () => {
    const page = await me.listen();
    await told(page, 5);
    await me.call('PATCH', 'user/services/trakt/settings', { video_threshold: 70 });
    await until(() => page.last.services.services[0].rule.percent === 70);

    const { code } = (await me.post('user/devices', {})).data;
    const headers = { origin: 'https://player.example', 'content-type': 'application/json' };
    const post = async (path, body, more = {}) => {
      const answer = await reach(`${world.origin}/api/v1/${path}`, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) });
      return answer.json();
    };
    const { token, device } = await post('pair', { code, name: 'Kitchen' });
    const player = randomUUID();
    const now = Date.now();
    const events = [
      { at: now, event: { type: 'load', playId: randomUUID(), media: film, duration: 600 } },
      { at: now, event: { type: 'play', position: 0 } },
    ];
    await post('scrobble', { player, from: 1, sent_at: now, events }, { authorization: `Bearer ${token}` });
    await until(() => page.last.playing.players.length === 1);
    const [shown] = page.last.playing.players;
    assert.equal(shown.player, player);
    assert.deepEqual(shown.device, { id: device.id, name: 'Kitchen' });
    assert.equal(shown.fact.type, 'started');
    await me.call('DELETE', `user/devices/${device.id}`);
    await until(() => page.last.playing.players.length === 0);
    page.socket.close();
  });

  test('who is there is answered without a word from the hub', async () => {
    const page = await me.listen();
    await told(page, 5);
    page.socket.send('ping');
    await until(() => page.last.pong);
    page.socket.send('anything else');
    page.socket.send('ping');
    await until(() => page.messages.filter(({ type }) => type === 'pong').length === 2);
    page.socket.close();
  });

  test('a page elsewhere and a caller without a session hear nothing', async () => {
    const refused = async (answer, status, code) => assert.deepEqual([(await answer).status, (await answer).data.code], [status, code]);
    await refused(me.listen({ origin: 'https://evil.example' }), 403, 'unknown_origin');
    await refused(me.listen({ origin: 'null' }), 403, 'unknown_origin');
    await refused(world.person().listen(), 401, 'no_session');
    await refused(me.listen({ authorization: 'Bearer test-token' }), 401, 'unknown_device');
    const plain = await me.call('GET', 'live', undefined, { origin: world.origin });
    assert.deepEqual([plain.status, plain.data.code], [426, 'upgrade_required']);
  });

  test('nothing of anybody else arrives', async () => {
    const other = world.person();
    await other.get('user/services');
    const page = await other.listen();
    const mine = await me.listen();
    await told(page, 5);
    await told(mine, 5);
    const song = play(track, { duration: 200, at: Date.now() + 190_000 });
    await me.send(song.started);
    await until(() => mine.last.playing.players.length === 1);
    // The next they hear of is their own.
    const own = play(film, { duration: 600, at: Date.now() + 590_000 });
    await other.send(own.started);
    await told(page, 6);
    assert.deepEqual(page.last.playing.players.map(({ player }) => player), [own.playId]);
    assert.deepEqual(kinds(page).slice(5), ['playing']);
    assert.ok(!JSON.stringify(page.messages).includes(track.title));
    await me.send(song.stopped);
    for (const { socket } of [page, mine]) socket.close();
  });

  test('pages that were closed make room for others', async () => {
    const many = world.person();
    await many.get('user/services');
    const pages = [];
    for (let count = 0; count < 20; count += 1) pages.push(await many.listen());
    assert.ok(pages.every(({ status }) => status === 101));
    assert.equal((await many.listen()).status, 429);
    pages.pop().socket.close();
    let late;
    await until(async () => (late = await many.listen()).status === 101);
    for (const { socket } of [...pages, late]) socket.close();
  });

  test('a page goes on listening while the object sleeps, and hears only news after it', async () => {
    const sleeper = world.person();
    await sleeper.get('user/services');
    const page = await sleeper.listen();
    await told(page, 5);
    const { lives } = await world.lives();
    // When it falls asleep is seen by what it does when it is woken; until it slept it is left alone longer and longer.
    for (let naps = 1; (await world.lives()).lives === lives; naps += 1) {
      await new Promise((resolve) => setTimeout(resolve, naps * 13_000));
      assert.equal(page.messages.length, 4 + naps);
      const song = play(film, { duration: 600, at: Date.now() + 590_000 });
      await sleeper.send(song.started);
      await told(page, 5 + naps);
      assert.deepEqual([kinds(page).at(-1), page.messages.length], ['playing', 5 + naps]);
    }
    page.socket.close();
  });

  test('after a restart a page listens again', async () => {
    const page = await me.listen();
    await told(page, 5);
    await world.kill();
    const again = await me.listen();
    await told(again, 5);
    assert.equal(again.last.services.services[0].state, 'connected');
    again.socket.close();
  });
});
