// Clients of ListenBrainz that were given the hub's address: what they submit is kept and told once, at the second it
// began, and what they read back is the person's own.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { hold } from '../support/openapi.mjs';
import { film, musicRule, play, reach, startWorld, track, until } from '../support/world.mjs';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('clients of ListenBrainz', () => {
  let world;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());

  const second = (ago = 0) => Math.floor((world.now() - ago) / 1000);

  /** A person with a token for a client of this name. */
  async function somebody(name, ...services) {
    const me = world.person();
    await me.get('user/services');
    for (const service of services) await (service === 'listenbrainz' ? me.connectListenBrainz() : me.connect(service, 'kim'));
    const made = await me.post('user/devices/token', { name });
    assert.equal(made.status, 201, made.text);
    return { me, made: made.data, call: caller(made.data.token) };
  }

  /** Calls as a client makes them: no cookie, no origin, the token in the header. */
  function caller(token) {
    return async (method, path, body, headers = {}) => {
      const url = `${world.origin}/1/${path}`;
      const response = await reach(url, {
        method,
        headers: { ...(token && { authorization: `Token ${token}` }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const type = response.headers.get('content-type') ?? '';
      const data = await response.json();
      hold({ method, url, sent: response.ok ? body : undefined, status: response.status, type, data });
      return { status: response.status, headers: response.headers, data };
    };
  }

  const listen = (at, title = 'Kelly', more = {}) => ({
    listened_at: at,
    track_metadata: { artist_name: 'The Demo Ensemble', track_name: title, release_name: 'Tidewater', additional_info: { duration_ms: 200_000, ...more } },
  });
  const submit = (call, type, ...payload) => call('POST', 'submit-listens', { listen_type: type, payload });
  const kept = async () => {
    const { lastfm, listenbrainz } = await world.control('state');
    return {
      lastfm: lastfm.scrobbles.map(({ timestamp, track: title }) => [timestamp, title]).sort(),
      listenbrainz: listenbrainz.listens.map(({ listened_at: at, track_metadata: it }) => [at, it.track_name]).sort(),
    };
  };
  // That service stores what it took a little later.
  const arrives = (count) => until(async () => (await kept()).listenbrainz.length >= count);
  const plays = async (me) => (await me.get('history')).data.plays;

  test('a token is a UUID, is shown once, says who it is, and what it was used for', async () => {
    const { me, made, call } = await somebody('Navidrome');
    assert.match(made.token, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual(made.device.scopes, ['submit']);
    const asked = await call('GET', 'validate-token');
    assert.deepEqual(asked.data, { code: 200, message: 'Token valid.', valid: true, user_name: made.user_name });
    const query = await caller()('GET', `validate-token?token=${made.token}`);
    assert.equal(query.data.valid, true);
    const [device] = (await me.get('user/devices')).data.devices;
    assert.equal(device.name, 'Navidrome');
    assert.ok(world.now() - Date.parse(device.last_seen_at) < MINUTE);
    assert.ok(!JSON.stringify(await world.rows()).includes(made.token.slice(0, 8)), 'nothing keeps it');
  });

  test('a token may submit and nothing else, and is good for nothing once it is removed', async () => {
    const { me, made, call } = await somebody('Phone');
    const asked = await reach(`${world.origin}/api/v1/user/services`, { headers: { authorization: `Bearer ${made.token}` } });
    assert.equal(asked.status, 401);
    assert.equal((await me.call('DELETE', `user/devices/${made.device.id}`)).status, 204);
    const refused = await submit(call, 'single', listen(second(MINUTE)));
    assert.deepEqual([refused.status, refused.data.error], [401, 'Invalid authorization token.']);
    assert.equal((await call('GET', 'validate-token')).data.valid, false);
    assert.deepEqual(await plays(me), []);
  });

  test('who leaves takes their tokens along', async () => {
    const { me, call } = await somebody('Gone');
    assert.equal((await me.call('DELETE', 'user?confirm=delete')).status, 204);
    const refused = await submit(call, 'single', listen(second(MINUTE)));
    assert.deepEqual([refused.status, refused.data.error], [401, 'Invalid authorization token.']);
    const names = (await world.rows()).filter(({ kind }) => kind === 'DIRECTORY').flatMap(({ rows }) => rows.owner ?? []);
    const there = (await world.rows()).filter(({ kind, rows }) => kind === 'ACCOUNT' && rows.meta?.length).flatMap(({ rows }) => rows.meta.map(({ person }) => person));
    assert.ok(names.every(({ person }) => there.includes(person)), 'the directory forgot them');
  });

  test('what plays is shown, what was heard is kept and told once, at the second it began', async () => {
    await world.reset();
    const { me, call } = await somebody('Navidrome', 'lastfm', 'listenbrainz');
    const page = await me.listen();
    const info = { submission_client: 'navidrome', submission_client_version: '0.58.0' };
    const at = second(3 * MINUTE);
    const { listened_at: _, ...playing } = listen(at, 'Harbour at Six', info);
    assert.equal((await submit(call, 'playing_now', playing)).status, 200);
    await until(() => page.last.playing?.players.some(({ device, fact }) => device?.name === 'Navidrome' && fact.media.title === 'Harbour at Six'));
    await until(async () => (await world.control('state')).lastfm.playing.length === 1);
    const shown = (await call('GET', 'user/playtally/playing-now')).data.payload;
    assert.deepEqual(shown.listens.map(({ track_metadata: it }) => it.track_name), ['Harbour at Six']);
    // The same once more, as a client does that is not sure; then by another, later.
    for (let again = 0; again < 2; again += 1) assert.deepEqual((await submit(call, 'single', listen(at, 'Harbour at Six', info))).data, { status: 'ok' });
    await submit(call, 'import', listen(at, 'Harbour at Six', info), listen(at + 1, 'Other', info));
    await me.settled();
    await arrives(2);
    assert.deepEqual(await kept(), { lastfm: [[at, 'Harbour at Six'], [at + 1, 'Other']], listenbrainz: [[at, 'Harbour at Six'], [at + 1, 'Other']] });
    const [other, one] = await plays(me);
    assert.deepEqual([one, other].map((it) => Date.parse(it.watched_at) / 1000), [at, at + 1]);
    assert.deepEqual(one.told_by.map(({ origin }) => origin), ['client:Navidrome']);
    page.socket.close();
  });

  test('a play that came another way is not doubled, nor one that two clients tell of', async () => {
    await world.reset();
    const { me, call } = await somebody('Web', 'lastfm');
    const heard = play({ ...track, title: 'Harbour at Six' }, { at: world.now(), rule: musicRule });
    await me.send(heard.started, heard.watched, heard.stopped);
    await me.settled();
    const at = Math.floor(heard.startedAt / 1000);
    await submit(call, 'single', listen(at + 4, 'Harbour at Six'));
    const other = await me.post('user/devices/token', { name: 'Phone' });
    const phone = caller(other.data.token);
    await submit(call, 'single', listen(at - 900, 'Kelly'));
    await submit(phone, 'single', listen(at - 895, 'Kelly'));
    await submit(phone, 'single', listen(at - 300, 'Kelly'));
    // The other way round: a player here tells of what a client told before.
    const late = play({ ...track, title: 'Kelly', album: undefined }, { at: (at - 300 + 3) * 1000 + 180_000, rule: musicRule });
    await me.send(late.started, late.watched, late.stopped);
    await me.settled();
    assert.deepEqual((await kept()).lastfm, [[at - 900, 'Kelly'], [at - 300, 'Kelly'], [at, 'Harbour at Six']]);
    assert.equal((await plays(me)).length, 3);
  });

  test('what a service has already is not told to it again', async () => {
    await world.reset();
    const { me, call } = await somebody('Relay', 'lastfm', 'listenbrainz');
    const at = second(5 * MINUTE);
    await submit(call, 'import', listen(at, 'Kelly', { music_service: 'last.fm' }), listen(at + 300, 'Talisman', { music_service: 'listenbrainz.org' }));
    await me.settled();
    await arrives(1);
    assert.deepEqual(await kept(), { lastfm: [[at + 300, 'Talisman']], listenbrainz: [[at, 'Kelly']] });
  });

  test('a whole history goes to the library, and is told nobody as news', async () => {
    await world.reset();
    const { me, call } = await somebody('Importer', 'lastfm');
    const old = Array.from({ length: 1000 }, (_, place) => listen(second(60 * DAY) + place * 200, `Track ${place}`));
    for (let again = 0; again < 2; again += 1) assert.equal((await submit(call, 'import', ...old)).status, 200);
    const { payload } = (await call('GET', 'user/playtally/listen-count')).data;
    assert.equal(payload.count, 1000);
    assert.deepEqual((await me.get('outbox')).data.entries, []);
  });

  test('listens are read back, page by page', async () => {
    const { me, call } = await somebody('Reader');
    const done = play(film, { at: world.now() });
    await me.send(done.watched);
    const at = second(100 * MINUTE);
    await submit(call, 'import', ...[0, 1, 2, 3].map((place) => listen(at + place * 300, `Track ${place}`, { recording_mbid: 'e8f9b188-f819-4e43-ab0f-4bd26ce9ff56'.replace('e8', `e${place}`) })));
    const read = async (query) => {
      const answer = await call('GET', `user/playtally/listens${query}`);
      return answer.data.payload?.listens.map(({ track_metadata: it }) => Number(it.track_name.at(-1))) ?? [answer.status, answer.data.error];
    };
    assert.deepEqual(await read(''), [3, 2, 1, 0]);
    assert.deepEqual(await read('?count=2'), [3, 2]);
    assert.deepEqual(await read(`?count=2&max_ts=${at + 600}`), [1, 0]);
    assert.deepEqual(await read(`?min_ts=${at + 300}`), [3, 2]);
    assert.deepEqual(await read(`?min_ts=${at}&max_ts=${at + 600}`), [1]);
    assert.deepEqual(await read(`?min_ts=9&max_ts=9`), [400, 'max_ts should be greater than min_ts']);
    assert.deepEqual(await read('?max_ts=abc'), [400, 'Incorrect max_ts timestamp argument: abc']);
    assert.deepEqual(await read('?count=x'), [400, 'Invalid count argument: x']);
    const { payload } = (await call('GET', 'user/playtally/listens?count=1')).data;
    assert.deepEqual([payload.latest_listen_ts, payload.oldest_listen_ts, payload.listens[0].listened_at], [at + 900, at, at + 900]);
    const stranger = await call('GET', 'user/rob/listens');
    assert.deepEqual([stranger.status, stranger.data.error], [404, 'Cannot find user: rob']);
    assert.equal((await caller()('GET', 'user/playtally/listens')).status, 401, 'nobody else reads it');
  });

  test('a recording is loved, and no longer', async () => {
    const { me, call } = await somebody('Heart');
    const mbid = 'e8f9b188-f819-4e43-ab0f-4bd26ce9ff56';
    await submit(call, 'single', listen(second(5 * MINUTE), 'Kelly', { recording_mbid: mbid }));
    const { data: { payload: { listens: [{ recording_msid: msid }] } } } = await call('GET', 'user/playtally/listens');
    const love = (said) => call('POST', 'feedback/recording-feedback', said);
    const loved = async () => (await call('GET', 'feedback/user/playtally/get-feedback?score=1')).data.feedback.map((it) => it.recording_mbid);
    assert.equal((await love({ recording_msid: msid, score: 1 })).status, 200);
    assert.deepEqual(await loved(), [mbid]);
    assert.equal((await me.get('loved')).data.items[0].work.title, 'Kelly');
    assert.equal((await love({ recording_mbid: mbid, score: 0 })).status, 200);
    assert.deepEqual(await loved(), []);
    for (const wrong of [{ score: 1 }, { recording_mbid: mbid }, { recording_mbid: mbid, score: 2 }, { recording_mbid: 'x', score: 1 }, { recording_mbid: mbid, score: 1, more: 1 }]) {
      assert.equal((await love(wrong)).status, 400, JSON.stringify(wrong));
    }
  });

  test('refusals are those of the service, and of a refused request nothing is kept', async () => {
    const { me, call } = await somebody('Clumsy');
    const late = second() + 7200;
    for (const [body, status, error] of [
      ['[', 400, /^Cannot parse JSON document: /],
      [{ listen_type: 'single', payload: [] }, 400, /^JSON document does not contain any listens$/],
      [{ listen_type: 'import', payload: [listen(second(DAY)), listen(late)] }, 400, /^Value for key listened_at is too high\.$/],
      [{ listen_type: 'import', payload: Array(1001).fill(listen(second(DAY))) }, 400, /^Too many listens\./],
    ]) {
      const answer = await call('POST', 'submit-listens', body);
      assert.deepEqual([answer.status, answer.data.code], [status, status]);
      assert.match(answer.data.error, error);
    }
    const shown = await submit(call, 'single', listen(late));
    assert.equal(shown.data.listened_at, late, 'the listen at fault stands beside it');
    assert.deepEqual(await plays(me), []);
    const body = { listen_type: 'single', payload: [listen(second(DAY))] };
    for (const [authorization, error] of [
      [undefined, 'You need to provide an Authorization header.'],
      ['x', 'Provided Authorization header is invalid.'],
      ['Token x', 'Invalid authorization token.'],
      [`Token ${'0'.repeat(32)}`, 'Invalid authorization token.'],
    ]) {
      const answer = await caller()('POST', 'submit-listens', body, authorization ? { authorization } : {});
      assert.deepEqual([answer.status, answer.data.error], [401, error]);
    }
    assert.equal((await caller()('GET', 'validate-token')).status, 400);
    assert.equal((await call('GET', 'stats/sitewide/artists')).status, 404);
  });

  test('any page may call, and is told of the pace; who is too fast is told to wait', async () => {
    const { call } = await somebody('Browser');
    const asked = await reach(`${world.origin}/1/submit-listens`, { method: 'OPTIONS', headers: { origin: 'https://player.example', 'access-control-request-method': 'POST' } });
    assert.equal(asked.status, 204);
    assert.equal(asked.headers.get('access-control-allow-origin'), '*');
    // However long it takes, it is one moment.
    await world.still(true);
    const answers = await Promise.all(Array.from({ length: 40 }, () => call('GET', 'validate-token', undefined, { origin: 'https://player.example' })));
    const over = answers.filter(({ status }) => status === 429);
    assert.ok(over.length >= 1, 'thirty in ten seconds');
    for (const { headers } of answers) {
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.equal(headers.get('x-ratelimit-limit'), '30');
      assert.ok(Number(headers.get('x-ratelimit-reset-in')) <= 10);
    }
    assert.equal(over[0].headers.get('x-ratelimit-remaining'), '0');
    await world.advance(10_000);
    assert.equal((await call('GET', 'validate-token')).status, 200);
    await world.still(false);
  });

  test('no token is in the log', async () => {
    const { made, call } = await somebody('Quiet');
    await submit(call, 'single', listen(second(MINUTE)));
    await caller()('GET', `validate-token?token=${made.token}`);
    assert.ok(!world.log().includes(made.token));
  });
});
