// A household: profiles with services, players, tokens and webhooks of their own, of which none hears of another's.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { document, holdLive } from '../support/openapi.mjs';
import { film, play, startWorld, track, until } from '../support/world.mjs';

const SITE = 'https://player.example';
const COME_AGAIN = 1012;
const CLOSE = 0x88;
const plex = JSON.parse(readFileSync(new URL('../../src/servers/fixtures/plex_episode.json', import.meta.url), 'utf8'));

describe('profiles', () => {
  let world;
  let me;
  let ada;
  let bob;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
    await me.get('user/services');
    [ada] = await household();
    bob = (await me.post('user/profiles', { name: 'Bob' })).data;
  });

  const household = async () => (await me.get('user/profiles')).data.profiles;
  const change = (id, body) => me.call('PATCH', `user/profiles/${id}`, body);
  const remove = (id, query = '?confirm=delete') => me.call('DELETE', `user/profiles/${id}${query}`);
  const at = (profile, path) => `${path}${path.includes('?') ? '&' : '?'}profile=${profile.id}`;
  const plays = async (profile) => (await me.get(at(profile, 'history'))).data.plays.map(({ title }) => title.split(' – ').at(-1));
  /** At Trakt: who, and how many plays. */
  const arrived = async () => {
    const { trakt } = await world.control('state');
    return trakt.history.map(({ user }) => user).sort();
  };

  function refused({ status, data }, wanted, code) {
    assert.deepEqual([status, data?.code], [wanted, code]);
  }

  async function connect(profile, user, service = 'trakt') {
    const { data } = await me.post(at(profile, `user/services/${service}/connect`));
    const back = await me.allow(data.redirect, 'allow', user);
    return me.get(back);
  }

  /** A player elsewhere, of a profile: calls as it makes them. */
  async function paired(profile, name = 'TV') {
    const { code } = (await me.post(profile ? at(profile, 'user/devices') : 'user/devices', {})).data;
    const { data } = await world.person().call('POST', 'pair', { code, name }, { origin: SITE });
    const headers = { origin: SITE, authorization: `Bearer ${data.token}` };
    return Object.assign((method, path, body) => world.person().call(method, path, body, headers), { device: data.device });
  }

  const whole = (media, more) => {
    const { watched, stopped } = play(media, more);
    return { facts: [watched, stopped] };
  };

  const cookieOf = async () => (await me.get('user/services')).headers.getSetCookie()[0].split(';')[0];

  /** A page that listens for a profile, byte by byte: which code it is told goodbye with, as soon as it is told. */
  async function farewell(profile) {
    const { port, hostname, host } = new URL(world.origin);
    const socket = dial(Number(port), hostname);
    socket.write([
      `GET /api/v1/${at(profile, 'live')} HTTP/1.1`, `host: ${host}`, `origin: ${world.origin}`, `cookie: ${await cookieOf()}`, 'connection: upgrade',
      'upgrade: websocket', 'sec-websocket-version: 13', `sec-websocket-key: ${Buffer.alloc(16, 'k').toString('base64')}`, '', '',
    ].join('\r\n'));
    await new Promise((resolve) => { socket.once('data', resolve); });
    const goodbye = new Promise((resolve) => {
      socket.on('data', (bytes) => {
        const code = bytes.at(-4) === CLOSE && bytes.readUInt16BE(bytes.length - 2);
        if (code) resolve(code);
      });
    });
    return { goodbye, end: () => socket.destroy() };
  }

  /** A page that listens for a profile: what it was told last, of each kind. */
  async function listen(profile) {
    const cookie = await cookieOf();
    const { status, webSocket: socket } = await world.mf.dispatchFetch(`${world.origin}/api/v1/${at(profile, 'live')}`, {
      headers: { upgrade: 'websocket', cookie, origin: world.origin },
    });
    assert.equal(status, 101);
    const last = {};
    const heard = [];
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      holdLive(message);
      heard.push(message);
      last[message.type] = message;
    });
    socket.accept();
    await until(() => last.profiles);
    return { last, heard, end: () => socket.close() };
  }

  test('there is one from the first day; more have a name, and a colour nobody else has', async () => {
    const alone = world.person();
    await alone.get('user/services');
    const [first, ...rest] = (await alone.get('user/profiles')).data.profiles;
    assert.deepEqual([first.name, first.default, rest], [undefined, true, []]);

    assert.deepEqual([bob.name, bob.default], ['Bob', false]);
    assert.notEqual(bob.avatar, ada.avatar);
    const cleo = await me.post('user/profiles', { name: '  Cleo ', avatar: 'red', default: true });
    assert.deepEqual([cleo.status, cleo.data.name, cleo.data.avatar, cleo.data.default], [201, 'Cleo', 'red', true]);
    assert.equal((await change(ada.id, { name: 'Ada' })).data.name, 'Ada');
    assert.deepEqual((await household()).map((one) => [one.name, one.default]), [['Ada', false], ['Bob', false], ['Cleo', true]]);
  });

  test('what does not fit is refused by its name', async () => {
    for (const name of ['', '   ', 'A\nda', 'a'.repeat(41)]) refused(await me.post('user/profiles', { name }), 400, 'bad_name');
    refused(await me.post('user/profiles', {}), 400, 'bad_name');
    refused(await change(bob.id, { avatar: 'plaid' }), 400, 'bad_request');
    refused(await change(bob.id, { name: 7 }), 400, 'bad_request');
    refused(await change('nobody', { name: 'X' }), 404, 'unknown_profile');
    refused(await remove('nobody'), 404, 'unknown_profile');
    for (let more = 2; more < 10; more += 1) assert.equal((await me.post('user/profiles', { name: `P${more}` })).status, 201);
    refused(await me.post('user/profiles', { name: 'Eleven' }), 409, 'too_many_profiles');
    assert.equal(new Set((await household()).map(({ avatar }) => avatar)).size, 10);
  });

  test('where none is named the default is meant, and a player’s own', async () => {
    const own = await paired();
    assert.equal(own.device.profile, ada.id);
    await change(bob.id, { default: true });
    await me.post('scrobble', whole(film));
    assert.deepEqual([await plays(ada), await plays(bob)], [[], [film.title]]);
    await own('POST', 'scrobble', whole(track, { duration: 200 }));
    assert.deepEqual([await plays(ada), await plays(bob)], [[track.title], [film.title]]);
  });

  test('each one’s player and token reach that one’s account alone', async () => {
    await connect(ada, 'ada');
    await connect(bob, 'bob');
    await connect(bob, 'bob', 'lastfm');
    const [hers, his] = [await paired(ada, 'Her TV'), await paired(bob, 'His TV')];
    await hers('POST', 'scrobble', whole(film));
    await until(async () => (await arrived()).length === 1);
    await his('POST', 'scrobble', whole(film));
    await until(async () => (await arrived()).length === 2);
    assert.deepEqual(await arrived(), ['ada', 'bob']);
    assert.deepEqual([await plays(ada), await plays(bob)], [[film.title], [film.title]]);
    const accounts = async (player) => (await player('GET', 'user/services')).data.services.filter(({ username }) => username).map(({ username }) => username);
    assert.deepEqual([await accounts(hers), await accounts(his)], [['ada'], ['bob', 'bob']]);

    const { data } = await me.post(at(bob, 'user/devices/token'), { name: 'Navidrome' });
    assert.equal(data.device.profile, bob.id);
    const heard = { listened_at: Math.floor((Date.now() + world.passed) / 1000) - 60, track_metadata: { artist_name: track.artist, track_name: 'Fog Horn' } };
    const sent = await fetch(`${world.origin}/1/submit-listens`, {
      method: 'POST', headers: { authorization: `Token ${data.token}` }, body: JSON.stringify({ listen_type: 'single', payload: [heard] }),
    });
    assert.equal(sent.status, 200, await sent.text());
    assert.deepEqual([await plays(ada), (await plays(bob)).sort()], [[film.title], ['Fog Horn', film.title].sort()]);

    const { devices } = (await me.get('user/devices')).data;
    assert.deepEqual(devices.map(({ name, profile }) => [name, profile]).sort(), [['Her TV', ada.id], ['His TV', bob.id], ['Navidrome', bob.id]]);
  });

  test('a player may name no profile but its own, and is moved by the page', async () => {
    const player = await paired(bob);
    refused(await player('POST', at(ada, 'scrobble'), whole(film)), 403, 'other_profile');
    refused(await player('GET', 'state?profile=nobody'), 404, 'unknown_profile');
    refused(await player('PATCH', `user/devices/${player.device.id}`, { profile: ada.id }), 403, 'scope');
    refused(await player('GET', 'user/profiles'), 403, 'scope');
    assert.equal((await player('POST', at(bob, 'scrobble'), whole(film))).status, 202);

    refused(await me.call('PATCH', `user/devices/${player.device.id}`, { profile: 'nobody' }), 404, 'unknown_profile');
    refused(await me.call('PATCH', `user/devices/${player.device.id}`, {}), 400, 'bad_request');
    refused(await me.call('PATCH', 'user/devices/none', { profile: ada.id }), 404, 'not_found');
    assert.equal((await me.call('PATCH', `user/devices/${player.device.id}`, { profile: ada.id })).data.profile, ada.id);
    await player('POST', 'scrobble', whole(track, { duration: 200 }));
    assert.deepEqual([await plays(ada), await plays(bob)], [[track.title], [film.title]]);
  });

  test('the users of one server are who of the household they are said to be', async () => {
    const { address, webhook } = (await me.post(at(ada, 'user/webhooks'))).data;
    assert.equal(webhook.profile, ada.id);
    const tell = async (user, rating, own) => {
      const body = { ...plex, event: 'media.rate', user: own, rating: String(rating), Account: { id: user, title: user } };
      const form = new FormData();
      form.append('payload', JSON.stringify(body));
      assert.equal((await fetch(address, { method: 'POST', body: form })).status, 204);
    };
    const ratings = async (profile) => (await me.get(at(profile, 'ratings'))).data.ratings.map(({ rating }) => rating);
    await tell('ada', 8, true);
    await tell('bob', 6, false);
    await tell('guest', 2, false);
    assert.deepEqual([await ratings(ada), await ratings(bob)], [[80], []]);

    const users = Object.fromEntries((await me.get('user/webhooks')).data.webhooks[0].users.map((user) => [user.name, user]));
    const set = (said) => me.call('PATCH', `user/webhooks/${webhook.id}`, said);
    refused(await set({ profiles: { [users.bob.id]: 'nobody' } }), 404, 'unknown_profile');
    refused(await set({ profile: 'nobody' }), 404, 'unknown_profile');
    const changed = await set({ profiles: { [users.bob.id]: bob.id } });
    assert.deepEqual(changed.data.users.map(({ name, counts, profile }) => [name, counts, profile]), [['ada', true, undefined], ['bob', true, bob.id], ['guest', false, undefined]]);
    await tell('bob', 6, false);
    await tell('guest', 2, false);
    assert.deepEqual([await ratings(ada), await ratings(bob)], [[80], [60]]);

    assert.equal((await set({ profile: bob.id })).data.profile, bob.id);
    await tell('ada', 10, true);
    assert.deepEqual([await ratings(ada), await ratings(bob)], [[80], [100]], 'of whom nothing else is said, is whose the address is');
  });

  test('the live view tells of its profile alone, and all of the household', async () => {
    const [hers, his] = [await listen(ada), await listen(bob)];
    const player = await paired(bob);
    await player('POST', 'scrobble', { facts: [play(track, { duration: 200, at: Date.now() + 190_000 }).started] });
    await until(() => his.last.playing.players.length === 1);
    await change(bob.id, { name: 'Robert' });
    for (const { last } of [hers, his]) await until(() => last.profiles.profiles.some(({ name }) => name === 'Robert'));
    assert.deepEqual(hers.last.playing.players, []);
    assert.ok(!JSON.stringify(hers.heard).includes(track.title));
    await me.call('PATCH', `user/devices/${player.device.id}`, { profile: ada.id });
    await until(() => his.last.playing.players.length === 0);
    hers.end();
    his.end();
  });

  test('one that goes takes along what is its own, and nothing of another’s', async () => {
    await change(ada.id, { name: 'Ada' });
    await connect(ada, 'ada');
    await connect(bob, 'bob');
    const [hers, his] = [await paired(ada), await paired(bob)];
    for (const player of [hers, his]) await player('POST', 'scrobble', whole(film));
    await until(async () => (await arrived()).length === 2);
    const { token } = (await me.post(at(bob, 'user/devices/token'), { name: 'Navidrome' })).data;
    const { code } = (await me.post(at(bob, 'user/devices'), {})).data;
    const [server, shared] = [(await me.post(at(bob, 'user/webhooks'))).data, (await me.post(at(ada, 'user/webhooks'))).data];
    const post = ({ address }, user) => fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...plex, user: false, Account: { id: user, title: user } }) });
    await post(server, 'bob');
    await post(shared, 'bob');
    const [user] = (await me.get('user/webhooks')).data.webhooks.find(({ id }) => id === shared.webhook.id).users;
    await me.call('PATCH', `user/webhooks/${shared.webhook.id}`, { profiles: { [user.id]: bob.id } });
    await me.post(at(bob, 'import?name=a.csv'), 'Date,Name,Year,Letterboxd URI\n2024-05-01,Heat,1995,https://boxd.it/2a\n');
    await change(bob.id, { default: true });
    const page = await farewell(bob);

    refused(await remove(bob.id, ''), 400, 'not_confirmed');
    const timeless = ({ text }) => text.replace(/"exportedAt":"[^"]+"/, '');
    const before = await me.get(at(ada, 'export?format=playtally'));
    assert.equal((await remove(bob.id)).status, 204);
    assert.equal(await page.goodbye, COME_AGAIN);
    page.end();
    const rows = await world.rows();
    assert.ok(!JSON.stringify(rows).includes(bob.id), 'no row says anything of it');

    refused(await me.get(at(bob, 'history')), 404, 'unknown_profile');
    refused(await his('GET', 'state'), 401, 'unknown_device');
    refused(await world.person().post('pair', { code }), 403, 'wrong_code');
    assert.equal((await post(server, 'bob')).status, 404);
    assert.equal((await fetch(`${world.origin}/1/validate-token`, { headers: { authorization: `Token ${token}` } }).then((answer) => answer.json())).valid, false);
    await until(async () => (await world.control('tokens')).every(({ service, user: who }) => service !== 'trakt' || who === 'ada'));

    assert.deepEqual((await household()).map(({ name, default: first }) => [name, first]), [['Ada', true]]);
    assert.deepEqual((await me.get('user/devices')).data.devices.map(({ profile }) => profile), [ada.id]);
    assert.deepEqual((await me.get('user/webhooks')).data.webhooks.map(({ id, users }) => [id, users.map(({ counts }) => counts)]), [[shared.webhook.id, [false]]]);
    assert.equal(timeless(await me.get('export?format=playtally')), timeless(before));
    await hers('POST', 'scrobble', whole(film, { at: Date.now() - 86_400_000 }));
    await until(async () => (await arrived()).length === 3);
    assert.deepEqual(await arrived(), ['ada', 'ada', 'bob']);
    refused(await remove(ada.id), 409, 'last_profile');
  });

  test('the first one can go like any other, and does not come back', async () => {
    assert.equal((await remove(ada.id)).status, 204);
    await world.kill();
    assert.deepEqual((await household()).map(({ name, default: first }) => [name, first]), [['Bob', true]]);
    assert.equal((await paired()).device.profile, bob.id);
  });

  test('a delivery under way for one that goes brings nothing of it back', async () => {
    await connect(bob, 'bob');
    await world.control('faults', { host: 'api.trakt.tv', path: '/sync/history', method: 'POST', kind: 'delay', ms: 2_000 });
    await me.post(at(bob, 'scrobble'), { facts: [play(film, { at: Date.now() - 86_400_000 }).watched] });
    await until(async () => (await me.get(at(bob, 'outbox'))).data.entries[0]?.state === 'sending');
    assert.equal((await remove(bob.id)).status, 204);
    await until(async () => (await world.control('state')).requests.some(({ method, path }) => method === 'POST' && path === '/sync/history'));
    await until(async () => (await world.control('tokens')).every(({ service }) => service !== 'trakt'));
    // Whatever the object does of the answer it has done when it answers this.
    assert.equal((await me.get('outbox')).status, 200);
    assert.ok(!JSON.stringify(await world.rows()).includes(bob.id));
  });

  test('an account that two have leads back to the household for as long as one has it', async () => {
    await connect(ada, 'kim');
    await connect(bob, 'kim');
    await me.call('POST', at(bob, 'user/services/trakt/disconnect'));
    assert.equal((await remove(bob.id)).status, 204);
    const browser = world.person();
    await browser.connect('trakt', 'kim');
    assert.deepEqual((await browser.get('user/profiles')).data.profiles.map(({ id }) => id), [ada.id]);
  });

  test('no address answers for a profile there is not', async () => {
    // What nobody has to be known for, what is the hub’s owner’s, and what ends all of it.
    const others = /\/(pair|recover|metadata\/.*|live)$|^\/api\/v1\/user$/;
    const addresses = Object.entries(document.paths).filter(([path]) => path.startsWith('/api/v1/') && !others.test(path));
    for (const [path, methods] of addresses) {
      const named = path.replace('{s}', 'trakt').replaceAll(/\{\w+\}/g, '1');
      for (const method of Object.keys(methods)) {
        const answer = await me.call(method.toUpperCase(), `${world.origin}${named}?profile=nobody`, method === 'get' ? undefined : {});
        assert.deepEqual([answer.status, answer.data?.code], [404, 'unknown_profile'], `${method} ${path}`);
      }
    }
    assert.ok(addresses.length > 40);
  });
});
