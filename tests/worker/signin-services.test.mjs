// Signing in at every service that has a consent page, each with its own habits; feeds that are named; the app's key.
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startWorld, until } from '../support/world.mjs';

const MINUTE = 60_000;
const DAY = 86_400_000;
const CONSENT = ['trakt', 'simkl', 'lastfm', 'anilist', 'myanimelist'];
// Last.fm sends nobody back who says no.
const DENIES = CONSENT.filter((service) => service !== 'lastfm');

describe('a consent page', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
    await me.get('user/services');
  });

  const row = async (service) => (await me.get('user/services')).data.services.find((s) => s.service === service);
  const page = async (service) => (await me.post(`user/services/${service}/connect`)).data.redirect;
  const begin = async (service, choice) => me.allow(await page(service), choice, 'kim');
  const led = async (address, who = me) => (await who.get(address)).headers.get('location');

  for (const service of CONSENT) {
    test(`${service}: there and back, asked anew, and gone again`, async () => {
      assert.equal(await led(await begin(service)), `/?connected=${service}`);
      const { state, username, profile_url: link } = await row(service);
      assert.deepEqual([state, username], ['connected', 'kim']);
      assert.match(link, /^https:\/\//);
      const { status, data } = await me.get(`user/services/${service}/profile`);
      assert.deepEqual([status, data.username], [200, 'kim']);
      assert.equal((await me.post(`user/services/${service}/disconnect`)).data.service.state, 'disconnected');
      assert.equal((await me.get(`user/services/${service}/profile`)).data.code, 'not_connected');
      assert.equal(await led(await begin(service)), `/?connected=${service}`, 'and back');
    });

    test(`${service}: loaded again, in a race and after a restart, it trades once`, async () => {
      const address = await begin(service);
      await world.kill();
      const loads = await Promise.all([1, 2, 3].map(() => led(address)));
      assert.deepEqual([...new Set(loads)], [`/?connected=${service}`]);
      await world.kill();
      assert.equal(await led(address), `/?connected=${service}`);
      assert.equal((await row(service)).state, 'connected');
    });

    test(`${service}: a state of another person, another service, or ten minutes ago`, async () => {
      const address = await begin(service);
      const stranger = world.person();
      await stranger.get('user/services');
      assert.match(await led(address, stranger), /error=state_invalid/);
      const elsewhere = service === 'trakt' ? 'simkl' : 'trakt';
      assert.match(await led(address.replace(`callback/${service}`, `callback/${elsewhere}`)), /error=state_invalid/);
      assert.match(await led(address.replace(/state=./, 'state=%00')), /error=state_invalid/);
      await world.advance(11 * MINUTE);
      assert.match(await led(address), /error=state_expired/);
      assert.equal((await row(service)).state, 'disconnected');
    });

    test(`${service}: a code or token that was made up connects nothing`, async () => {
      const address = (await begin(service)).replace(/(code|token)=[^&]*/, '$1=test-made-up');
      assert.equal(await led(address), `/?error=sign_in_again&service=${service}`);
      assert.equal((await row(service)).state, 'disconnected');
    });
  }

  for (const service of DENIES) {
    test(`${service}: no means no`, async () => {
      assert.equal(await led(await begin(service, 'deny')), `/?error=denied&service=${service}`);
      assert.equal((await row(service)).state, 'disconnected');
    });
  }

  test('every secret stays with the hub: the addresses hold none', async () => {
    for (const service of CONSENT) assert.doesNotMatch(await page(service), /-secret/, service);
  });

  test('a wall in front of MyAnimeList is no refusal: nothing is connected, and nobody signed out', async () => {
    const wall = (times) => world.control('faults', { host: 'api.myanimelist.net', kind: 'html403', times });
    await wall(1);
    assert.equal(await led(await begin('myanimelist')), '/?error=service_unavailable&service=myanimelist');
    assert.equal(await led(await begin('myanimelist')), '/?connected=myanimelist');
    await wall(1);
    const { status, data } = await me.get('user/services/myanimelist/profile');
    assert.deepEqual([status, data.code], [503, 'service_unavailable']);
    assert.equal((await row('myanimelist')).state, 'connected');
    assert.equal((await me.get('user/services/myanimelist/profile')).status, 200);
  });

  test('an answer without an end is not read to its end', async () => {
    await me.connect('anilist');
    await world.control('faults', { host: 'graphql.anilist.co', kind: 'endless', times: 1 });
    const { status, data } = await me.get('user/services/anilist/profile');
    assert.deepEqual([status, data.code], [503, 'service_unavailable']);
    assert.equal((await me.get('user/services/anilist/profile')).status, 200);
  });
});

describe('a sign-in that ends', () => {
  let world;
  let me;
  beforeEach(async () => {
    world = await startWorld();
    me = world.person();
  });
  afterEach(() => world.stop());

  const row = async (service) => (await me.get('user/services')).data.services.find((s) => s.service === service);
  const heard = async (key) => (await world.control('state')).counts[key] ?? 0;

  test('AniList tells a week before its year is over, and asks again after', async () => {
    await me.connect('anilist');
    await world.advance(350 * DAY);
    assert.equal((await row('anilist')).sign_in_ends_at, null);
    await world.advance(9 * DAY);
    const { state, sign_in_ends_at: end } = await row('anilist');
    assert.equal(state, 'connected');
    assert.ok(Math.abs(Date.parse(end) - Date.now() - 365 * DAY) < DAY, end);
    await me.connect('anilist');
    assert.equal((await row('anilist')).sign_in_ends_at, null, 'a new year begins with the new sign-in');
    await world.advance(350 * DAY);
    await row('anilist');
    await world.advance(16 * DAY);
    await until(async () => (await row('anilist')).state === 'sign_in_again');
    assert.equal(await heard('anilist POST /api/v2/oauth/token'), 2, 'nothing was asked to renew it');
  });

  test('AniList\'s word for a token that ended is 400, and means: sign in again', async () => {
    await me.connect('anilist');
    await world.control('expire', { service: 'anilist' });
    const { status, data } = await me.get('user/services/anilist/profile');
    assert.deepEqual([status, data.code], [409, 'sign_in_again']);
    assert.equal((await row('anilist')).state, 'sign_in_again');
    await me.connect('anilist');
    assert.equal((await me.get('user/services/anilist/profile')).status, 200);
  });

  test('a refresh kills MyAnimeList\'s old token, so all who ask meanwhile share one', async () => {
    await me.connect('myanimelist');
    await world.control('expire', { service: 'myanimelist' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => me.get('user/services/myanimelist/profile')));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(await heard('myanimelist POST /v1/oauth2/token'), 2);
    await world.advance(25 * DAY);
    await until(async () => await heard('myanimelist POST /v1/oauth2/token') === 3);
    assert.equal((await me.get('user/services/myanimelist/profile')).status, 200, 'renewed before its month was over');
  });

  test('a wall in front of MyAnimeList\'s tokens signs nobody out', async () => {
    await me.connect('myanimelist');
    await world.control('expire', { service: 'myanimelist' });
    await world.control('faults', { host: 'myanimelist.net', kind: 'html403' });
    const { status, data } = await me.get('user/services/myanimelist/profile');
    assert.deepEqual([status, data.code], [503, 'service_unavailable']);
    assert.equal((await row('myanimelist')).state, 'connected');
    await until(async () => (await me.get('user/services/myanimelist/profile')).status === 200);
    assert.equal((await row('myanimelist')).state, 'connected');
  });

  test('Last.fm\'s key has no end, until the person takes it back there', async () => {
    await me.connect('lastfm');
    for (let year = 0; year < 3; year += 1) {
      await world.advance(360 * DAY);
      await row('lastfm');
    }
    assert.equal((await me.get('user/services/lastfm/profile')).status, 200);
    assert.equal((await row('lastfm')).sign_in_ends_at, null);
    await world.advance(DAY);
    // One refusal may be a mistake: the hub asks again before it believes it.
    const taken = { kind: 'status', status: 403, body: { error: 9, message: 'Invalid session key - Please re-authenticate' } };
    await world.control('faults', { host: 'ws.audioscrobbler.com', times: 2, ...taken });
    const { status, data } = await me.get('user/services/lastfm/profile');
    assert.deepEqual([status, data.code], [409, 'sign_in_again']);
    assert.equal((await row('lastfm')).state, 'sign_in_again');
    await me.connect('lastfm');
    assert.equal((await me.get('user/services/lastfm/profile')).status, 200);
  });
});

describe('feeds and keys', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
    await me.get('user/services');
  });

  const row = async (service) => (await me.get('user/services')).data.services.find((s) => s.service === service);
  const name = (service, username) => me.post(`user/services/${service}/connect`, { username });

  for (const [service, mine, nobody] of [['letterboxd', 'demo', 'no-such-person'], ['goodreads', '990001', '1']]) {
    test(`${service} is connected by the name of a feed that can be read`, async () => {
      for (const wrong of [nobody, '', ' ', 'x'.repeat(300)]) {
        const { status, data } = await name(service, wrong);
        assert.deepEqual([status, data.code], [422, 'unknown_feed'], wrong);
      }
      assert.equal((await me.post(`user/services/${service}/connect`, { token: 'x' })).status, 400);
      assert.equal((await name(service, ` ${mine} `)).data.service.state, 'connected');
      assert.equal((await me.get(`user/services/${service}/profile`)).data.username, mine);
      await world.kill();
      assert.equal((await row(service)).username, mine);
      assert.equal((await me.post(`user/services/${service}/disconnect`)).data.service.state, 'disconnected');
    });
  }

  test('whoever names a feed is not taken for its owner', async () => {
    await name('letterboxd', 'demo');
    const other = world.person();
    await other.get('user/services');
    await other.post('user/services/letterboxd/connect', { username: 'demo' });
    const { data } = await other.get('user/recovery');
    assert.deepEqual(data, {}, 'a person of their own');
    await me.post('user/services/letterboxd/disconnect');
    const shown = (await other.get('user/services')).data.services.find((s) => s.service === 'letterboxd');
    assert.equal(shown.state, 'connected');
  });

  test('the key of a private shelf is shown to nobody', async () => {
    const { data } = await name('goodreads', '990001?key=test-feed-key-1');
    assert.equal(data.service.username, '990001');
    const said = [await me.get('user/services'), await me.get('user/services/goodreads/profile')];
    for (const { text } of said) assert.doesNotMatch(text, /test-feed-key-1/);
  });

  test('TMDB is configured or not, and has nobody to connect', async () => {
    assert.deepEqual([(await row('tmdb')).state, (await row('tmdb')).auth], ['configured', 'key']);
    const { status, data } = await me.post('user/services/tmdb/connect');
    assert.deepEqual([status, data.code], [400, 'bad_request']);
    assert.equal((await me.get('user/services/tmdb/profile')).status, 200, 'its key is good');
    await world.control('faults', { host: 'api.themoviedb.org', kind: 'html403', times: 1 });
    assert.equal((await me.get('user/services/tmdb/profile')).data.code, 'service_unavailable');
  });
});

describe('a hub without variables', () => {
  test('names every service, and says what is missing', async () => {
    const names = ['TRAKT_CLIENT_ID', 'SIMKL_CLIENT_ID', 'LASTFM_API_SECRET', 'ANILIST_CLIENT_SECRET', 'MYANIMELIST_CLIENT_ID', 'TMDB_API_KEY'];
    const world = await startWorld({ bindings: Object.fromEntries(names.map((name) => [name, ''])) });
    try {
      const me = world.person();
      const { data } = await me.get('user/services');
      const missing = data.services.filter((service) => service.state === 'not_configured').map(({ service }) => service);
      assert.deepEqual(missing, [...CONSENT, 'tmdb']);
      for (const service of CONSENT) {
        const { status, data: refused } = await me.post(`user/services/${service}/connect`);
        assert.deepEqual([status, refused.code], [409, 'not_configured']);
      }
      assert.equal((await me.get('user/services/tmdb/profile')).data.code, 'not_configured');
    } finally {
      await world.stop();
    }
  });
});
