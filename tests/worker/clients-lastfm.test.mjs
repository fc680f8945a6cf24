// Clients of Last.fm that were given the hub's address: signed in by a token or by the page, what they scrobble is kept
// and told once, and they are answered as that service answers.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { reach, startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;
/** Of a client's own app, with a secret nobody here knows. */
const OWN_KEY = 'f'.repeat(32);

describe('clients of Last.fm', () => {
  let world;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());

  const second = (ago = 0) => Math.floor((world.now() - ago) / 1000);

  async function somebody(name, ...services) {
    const me = world.person();
    await me.get('user/services');
    for (const service of services) await (service === 'listenbrainz' ? me.connectListenBrainz() : me.connect(service, 'kim'));
    const { data: made } = await me.post('user/devices/token', { name });
    return { me, made };
  }

  /** A call as clients make it: a form by POST, or a query. */
  async function call(fields, { method = 'POST', path = '/2.0/' } = {}) {
    const form = new URLSearchParams(fields);
    const url = `${world.origin}${path}${method === 'GET' ? `?${form}` : ''}`;
    const response = await reach(url, { method, ...(method === 'POST' && { body: form }) });
    const text = await response.text();
    const type = response.headers.get('content-type');
    return { status: response.status, headers: response.headers, type, text, data: type.includes('json') ? JSON.parse(text) : undefined };
  }

  /** In JSON, with the key of a client's own app. */
  const ask = (fields, options) => call({ api_key: OWN_KEY, api_sig: 'x'.repeat(32), format: 'json', ...fields }, options);

  function signed(fields, secret) {
    const names = Object.keys(fields).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const text = names.map((name) => name + fields[name]).join('') + secret;
    return { ...fields, api_sig: createHash('md5').update(text).digest('hex') };
  }

  async function session({ made }, username = 'kim') {
    const answer = await ask({ method: 'auth.getMobileSession', username, password: made.token });
    assert.equal(answer.status, 200, answer.text);
    return answer.data.session.key;
  }

  const batch = (fields) => Object.fromEntries(fields.flatMap((one, place) => Object.entries(one).map(([name, value]) => [`${name}[${place}]`, value])));
  const heard = (ago, track = 'Kelly', artist = 'The Demo Ensemble') => ({ artist, track, timestamp: String(second(ago)) });
  const plays = async (me) => (await me.get('history')).data.plays;

  test('signed in by name and token, a client shows, scrobbles one and many, each told once at its second', async () => {
    await world.reset();
    const someone = await somebody('Phone', 'lastfm', 'listenbrainz');
    const sk = await session(someone);
    const page = await someone.me.listen();
    const shown = await ask({ method: 'track.updateNowPlaying', sk, artist: 'The Demo Ensemble', track: 'Harbour at Six', duration: '200' });
    assert.equal(shown.data.nowplaying.track['#text'], 'Harbour at Six');
    await until(() => page.last.playing?.players.some(({ device, fact }) => device?.name === 'Phone' && fact.media.title === 'Harbour at Six'));
    page.socket.close();
    const one = heard(50 * MINUTE, 'Harbour at Six');
    const single = await ask({ method: 'track.scrobble', sk, ...one, duration: '200' });
    assert.deepEqual([single.data.scrobbles['@attr'], single.data.scrobbles.scrobble.timestamp], [{ accepted: 1, ignored: 0 }, one.timestamp]);
    const many = Array.from({ length: 12 }, (_, place) => heard((40 - place) * MINUTE, `Track ${place}`));
    for (let again = 0; again < 2; again += 1) {
      const answer = await ask({ method: 'track.scrobble', sk, ...batch([one, ...many]) });
      assert.deepEqual(answer.data.scrobbles['@attr'], { accepted: 13, ignored: 0 });
      assert.deepEqual(answer.data.scrobbles.scrobble.map((it) => it.track['#text']), ['Harbour at Six', ...many.map(({ track }) => track)], 'in the order of the numbers');
    }
    await someone.me.settled();
    await until(async () => (await world.control('state')).listenbrainz.listens.length >= 13);
    const wanted = [one, ...many].map(({ timestamp, track }) => [Number(timestamp), track]);
    const { lastfm, listenbrainz } = await world.control('state');
    assert.deepEqual(lastfm.scrobbles.map((it) => [it.timestamp, it.track]).sort(), wanted.sort());
    assert.deepEqual(listenbrainz.listens.map((it) => [it.listened_at, it.track_metadata.track_name]).sort(), wanted);
    const kept = await plays(someone.me);
    assert.deepEqual(kept.map((it) => [Date.parse(it.watched_at) / 1000, it.work.title]).sort(), wanted);
    assert.ok(kept.every(({ told_by: [{ origin }] }) => origin === 'client:Phone'));
  });

  test('a client without a password is allowed at the page, for one session', async () => {
    const me = world.person();
    await me.get('user/services');
    const { token } = (await ask({ method: 'auth.getToken' }, { method: 'GET' })).data;
    const waits = await ask({ method: 'auth.getSession', token }, { method: 'GET' });
    assert.deepEqual([waits.status, waits.data.error], [403, 14]);
    const led = await reach(`${world.origin}/api/auth/?api_key=${OWN_KEY}&token=${token}`, { redirect: 'manual' });
    assert.deepEqual([led.status, led.headers.get('location')], [303, `/players?allow=${token}`]);
    const allowed = await me.post('user/devices/allow', { ticket: token, name: 'Desktop' });
    assert.equal(allowed.status, 201, allowed.text);
    assert.deepEqual([allowed.data.device.name, allowed.data.device.scopes], ['Desktop', ['submit']]);
    const { data: { session: { key: sk } } } = await ask({ method: 'auth.getSession', token }, { method: 'GET' });
    assert.notEqual(sk, token);
    const again = await ask({ method: 'auth.getSession', token }, { method: 'GET' });
    assert.equal(again.data.error, 4, 'a token is good for one session');
    assert.equal((await ask({ method: 'track.scrobble', sk, ...heard(MINUTE) })).data.scrobbles['@attr'].accepted, 1);
    const { token: old } = (await ask({ method: 'auth.getToken' })).data;
    await world.advance(61 * MINUTE);
    assert.equal((await ask({ method: 'auth.getSession', token: old })).data.error, 15);
    assert.equal((await me.post('user/devices/allow', { ticket: old })).data.code, 'expired');
    assert.equal((await ask({ method: 'auth.getSession', token: 'x' })).data.error, 4);
  });

  test('with the key and secret of the token, what is signed must be right', async () => {
    const { made } = await somebody('Strict');
    const sk = made.token.replaceAll('-', '');
    const fields = { method: 'track.love', api_key: made.api_key, sk, artist: 'Björk', track: 'Jóga + 1 & 2' };
    const right = signed(fields, made.api_secret);
    assert.equal((await call({ ...right, format: 'json' })).status, 200);
    for (const wrong of [fields, { ...right, track: 'Other' }, signed(fields, 'another secret')]) {
      const answer = await call({ ...wrong, format: 'json' });
      assert.deepEqual([answer.status, answer.data.error], [403, 13]);
    }
    const login = signed({ method: 'auth.getMobileSession', api_key: made.api_key, username: 'kim', password: made.token }, made.api_secret);
    assert.equal((await call(login)).status, 200);
    assert.match((await call({ ...login, username: 'bob' })).text, /<lfm status="failed"><error code="13">/);
  });

  test('answers are XML unless JSON is asked for', async () => {
    const someone = await somebody('Amarok & Co');
    const xml = async (fields, options) => call({ api_key: OWN_KEY, api_sig: 'x', ...fields }, options);
    const login = await xml({ method: 'auth.getmobilesession', username: '<kim>', password: someone.made.token });
    assert.match(login.type, /^text\/xml/);
    const sk = /<key>(.*)<\/key>/.exec(login.text)[1];
    assert.match(login.text, /<lfm status="ok"><session>.*<name>&lt;kim&gt;<\/name>.*<\/session><\/lfm>/);
    const done = await xml({ method: 'track.scrobble', sk, ...heard(MINUTE, 'Rock & Roll') });
    assert.match(done.text, /<scrobbles accepted="1" ignored="0"><scrobble>.*<track corrected="0">Rock &amp; Roll<\/track>.*<\/scrobble><\/scrobbles>/);
    const recent = await xml({ method: 'user.getRecentTracks', user: 'kim', sk }, { method: 'GET', path: '/2.0' });
    assert.match(recent.text, /<recenttracks .*user="kim".*><track>.*<name>Rock &amp; Roll<\/name>/);
    const none = await xml({ method: 'user.getInfo' }, { method: 'GET' });
    assert.match(none.text, /<lfm status="failed"><error code="17">/);
  });

  test('scrobbles are left out for a reason, the others are kept', async () => {
    const someone = await somebody('Picky');
    const sk = await session(someone);
    const answer = await ask({
      method: 'track.scrobble', sk,
      ...batch([heard(MINUTE), heard(2 * MINUTE, 'Track 01', 'Unknown Artist'), { ...heard(0), timestamp: '1000' }, { ...heard(0), timestamp: String(second() + 7200) }]),
    });
    assert.deepEqual(answer.data.scrobbles['@attr'], { accepted: 1, ignored: 3 });
    assert.deepEqual(answer.data.scrobbles.scrobble.map((it) => it.ignoredMessage.code), ['0', '1', '3', '4']);
    assert.equal((await plays(someone.me)).length, 1);
  });

  test('what was heard is read back, page by page, with what plays first', async () => {
    const someone = await somebody('Reader');
    const sk = await session(someone);
    await ask({ method: 'track.scrobble', sk, ...batch([0, 1, 2].map((place) => heard((30 - place) * MINUTE, `Track ${place}`))) });
    const recent = async (fields) => (await ask({ method: 'user.getRecentTracks', user: 'kim', sk, ...fields }, { method: 'GET' })).data.recenttracks;
    const all = await recent({});
    assert.deepEqual(all.track.map(({ name }) => name), ['Track 2', 'Track 1', 'Track 0']);
    assert.deepEqual(all['@attr'], { user: 'kim', page: '1', perPage: '50', total: '3', totalPages: '1' });
    await ask({ method: 'track.love', sk, artist: 'The Demo Ensemble', track: 'Track 0' });
    await ask({ method: 'track.updateNowPlaying', sk, artist: 'Air', track: 'Kelly' });
    const second_page = await recent({ limit: '2', page: '2', extended: '1' });
    assert.deepEqual(second_page.track.map((it) => [it.name, it['@attr']?.nowplaying, it.loved]), [['Kelly', 'true', '0'], ['Track 0', undefined, '1']]);
    assert.deepEqual((await recent({ from: String(second(29 * MINUTE + 30_000)) })).track.slice(1).map(({ name }) => name), ['Track 2', 'Track 1']);
    const info = (await ask({ method: 'user.getInfo', sk })).data.user;
    assert.equal(info.playcount, '3');
    await ask({ method: 'track.unlove', sk, artist: 'The Demo Ensemble', track: 'Track 0' });
    assert.deepEqual((await someone.me.get('loved')).data.items, []);
  });

  test('refusals have the numbers of the service', async () => {
    const someone = await somebody('Clumsy');
    const sk = await session(someone);
    for (const [fields, status, error] of [
      [{ method: 'track.dance', sk }, 400, 3],
      [{ sk }, 400, 3],
      [{ method: 'auth.getMobileSession', username: 'kim', password: 'wrong' }, 403, 4],
      [{ method: 'auth.getMobileSession', username: 'kim', password: '0'.repeat(32) }, 403, 4],
      [{ method: 'track.scrobble', sk, artist: 'Air', track: 'Kelly' }, 400, 6],
      [{ method: 'track.scrobble', sk, ...batch(Array(51).fill(heard(MINUTE))) }, 400, 6],
      [{ method: 'track.updateNowPlaying', sk, artist: 'Air' }, 400, 6],
      [{ method: 'track.love', sk, track: 'Kelly' }, 400, 6],
      [{ method: 'track.scrobble', sk: '0'.repeat(32), ...heard(MINUTE) }, 403, 9],
      [{ method: 'track.scrobble', ...heard(MINUTE) }, 403, 9],
      [{ method: 'user.getInfo', sk, api_key: '' }, 403, 10],
    ]) {
      const answer = await ask(fields);
      assert.deepEqual([answer.status, answer.data.error], [status, error], JSON.stringify(fields));
      assert.equal(typeof answer.data.message, 'string');
    }
    assert.equal((await ask({ method: 'track.scrobble', sk, ...heard(MINUTE) }, { method: 'GET' })).data.error, 6, 'what writes is posted');
    await someone.me.call('DELETE', `user/devices/${someone.made.device.id}`);
    assert.equal((await ask({ method: 'user.getInfo', sk })).data.error, 9);
    assert.deepEqual(await plays(someone.me), []);
  });

  test('who is too fast is told so, and nothing secret is in the log', async () => {
    const someone = await somebody('Fast');
    const sk = await session(someone);
    // However long it takes, it is one moment.
    await world.still(true);
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask({ method: 'user.getInfo', sk }, { method: 'GET' })));
    const over = answers.find(({ status }) => status === 429);
    assert.equal(over.data.error, 29);
    assert.ok(Number(over.headers.get('retry-after')) <= 10);
    await world.still(false);
    assert.ok(!world.log().includes(sk) && !world.log().includes(someone.made.token));
  });
});
