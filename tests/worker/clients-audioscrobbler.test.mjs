// Clients of before Last.fm's API: a handshake that tells no password, then what plays and what was heard.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { reach, startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;

let world;
before(async () => { world = await startWorld(); });
after(() => world?.stop());

const second = (ago = 0) => Math.floor((world.now() - ago) / 1000);
const md5 = (text) => createHash('md5').update(text).digest('hex');

async function somebody(...services) {
  await world.reset();
  const me = world.person();
  await me.get('user/services');
  for (const service of services) await (service === 'listenbrainz' ? me.connectListenBrainz() : me.connect(service, 'kim'));
  const { data: made } = await me.post('user/devices/token', { name: 'Shelf' });
  return { me, ...made };
}

const lines = async (response) => {
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^text\/plain/);
  return (await response.text()).trimEnd().split('\n');
};

async function shake(user, password, { at = second(), time = at } = {}) {
  const form = new URLSearchParams({ hs: 'true', p: '1.2.1', c: 'tst', v: '1.0', u: user, t: time, a: md5(md5(password) + at) });
  return lines(await reach(`${world.origin}/?${form}`));
}

const post = async (address, fields) => lines(await reach(address, { method: 'POST', body: new URLSearchParams(fields) }));

/** Tracks as a form tells of them. */
const form = (s, tracks) => ({
  s,
  ...Object.fromEntries(tracks.flatMap(([title, ago, rating = '', artist = 'The Demo Ensemble'], place) => (
    Object.entries({ a: artist, t: title, i: second(ago), o: 'P', r: rating, l: 200, b: 'Tidewater', n: '', m: '' })
      .map(([name, value]) => [`${name}[${place}]`, String(value)])))),
});

test('with the token as name and password it shows, and tells what was heard, each once', async () => {
  const { me, token } = await somebody('lastfm', 'listenbrainz');
  const [ok, session, now, heard] = await shake(token, token);
  assert.deepEqual([ok, now, heard].map((it) => it.replace(world.origin, '')), ['OK', '/np_1.2', '/protocol_1.2']);
  const page = await me.listen();
  assert.deepEqual(await post(now, { s: session, a: 'The Demo Ensemble', t: 'Harbour at Six', b: '', l: '200', n: '', m: '' }), ['OK']);
  await until(() => page.last.playing?.players.some(({ device, fact }) => device?.name === 'Shelf' && fact.media.title === 'Harbour at Six'));
  page.socket.close();
  const tracks = [['Harbour at Six', 50 * MINUTE, 'L'], ['Skipped', 40 * MINUTE, 'S'], ['Ebb', 30 * MINUTE], ['Banned', 20 * MINUTE, 'B']];
  const told = form(session, tracks);
  for (let again = 0; again < 2; again += 1) assert.deepEqual(await post(heard, told), ['OK']);
  await me.settled();
  const wanted = [tracks[0], tracks[2]].map(([title], place) => [Number(told[`i[${2 * place}]`]), title]).sort();
  await until(async () => (await world.control('state')).listenbrainz.listens.length >= 2);
  const { lastfm, listenbrainz } = await world.control('state');
  assert.deepEqual(lastfm.scrobbles.map((it) => [it.timestamp, it.track]).sort(), wanted);
  assert.deepEqual(listenbrainz.listens.map((it) => [it.listened_at, it.track_metadata.track_name]).sort(), wanted);
  assert.deepEqual((await me.get('loved')).data.items.map(({ work }) => work.title), ['Harbour at Six']);
  assert.deepEqual(await post(heard, form(session, [tracks[1]])), ['OK'], 'nothing of it was heard');
});

test('however the token is written it is the same', async () => {
  const { token } = await somebody();
  const plain = token.replaceAll('-', '');
  for (const [user, password] of [[plain, plain], [token, plain], [plain, token], [token.toUpperCase(), token.toUpperCase()]]) {
    assert.equal((await shake(user, password))[0], 'OK', `${user} ${password}`);
  }
});

test('who proves nothing, or is late, is refused in the words of the protocol', async () => {
  const { me, token, device } = await somebody();
  assert.deepEqual(await shake(token, 'a guess'), ['BADAUTH']);
  assert.deepEqual(await shake('kim', token), ['BADAUTH']);
  const nobodys = '0'.repeat(32);
  assert.deepEqual(await shake(nobodys, nobodys), ['BADAUTH']);
  assert.deepEqual(await shake(token, token, { time: second(MINUTE) }), ['BADAUTH'], 'the proof of another time');
  for (const at of [second(61 * MINUTE), second(-61 * MINUTE)]) assert.deepEqual(await shake(token, token, { at }), ['BADTIME']);
  const [, session, now, heard] = await shake(token, token);
  const track = ['Ebb', 30 * MINUTE];
  assert.deepEqual(await post(heard, form(nobodys, [track])), ['BADSESSION']);
  assert.deepEqual(await post(now, { s: '', a: 'A', t: 'T' }), ['BADSESSION']);
  const [failed] = await post(heard, { s: session, 'a[0]': 'A' });
  assert.match(failed, /^FAILED Invalid parameters/);
  assert.equal((await me.call('DELETE', `user/devices/${device.id}`)).status, 204);
  assert.deepEqual(await post(heard, form(session, [track])), ['BADSESSION']);
  assert.deepEqual(await shake(token, token), ['BADAUTH']);
});

test('the page is where it was', async () => {
  const page = await reach(`${world.origin}/?connected=trakt`);
  assert.match(page.headers.get('content-type'), /^text\/html/);
});
