// The tests' own way in, and the page that shows a person what is stored.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { LISTENBRAINZ_TOKEN, startSandbox } from './helper.mjs';

let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

test('the services do not know the control paths, and the control has no others', async () => {
  const { status } = await sandbox.call('POST', 'https://api.listenbrainz.org/_sandbox/reset');
  assert.equal(status, 404);
  await assert.rejects(sandbox.control('GET', 'nothing'), /404/);
  await assert.rejects(sandbox.control('GET', 'reset'), /405/);
});

test('reset empties everything: plays, tokens, faults, clock and log', async () => {
  const { now: start, ...fresh } = await sandbox.state();
  const token = await sandbox.trakt.token('ada');
  await sandbox.trakt.send(token, 'POST', '/sync/history', { movies: [{ ids: { trakt: 1 } }] });
  await sandbox.fault({ kind: 'drop-before', times: 9 });
  await sandbox.advance(86_400_000);
  await sandbox.reset();
  const { now, ...emptied } = await sandbox.state();
  assert.ok(Date.parse(now) - Date.parse(start) < 60_000);
  assert.deepEqual(emptied, fresh);
  assert.deepEqual(await sandbox.control('GET', 'faults'), []);
  assert.equal((await sandbox.trakt.send(token, 'GET', '/users/me')).status, 401);
});

test('tokens are minted without a consent page, for somebody and for a time', async () => {
  const minted = await sandbox.control('POST', 'tokens', { service: 'simkl', user: 'ada', expires_in: 60, scope: 'media:read' });
  assert.deepEqual([minted.expires_in, minted.scope], [60, 'media:read']);
  assert.equal((await sandbox.simkl.send(minted.access_token, 'GET', '/users/settings')).body.user.name, 'ada');
  await sandbox.advance(60_000);
  assert.equal((await sandbox.simkl.send(minted.access_token, 'GET', '/users/settings')).status, 401);
  assert.deepEqual(await sandbox.control('POST', 'tokens', { service: 'listenbrainz' }), { token: LISTENBRAINZ_TOKEN, user_name: 'demo' });
  await assert.rejects(sandbox.control('POST', 'tokens', { service: 'nobody' }), /400/);
  const known = (await sandbox.control('GET', 'tokens')).map(({ token }) => token);
  for (const token of [minted.access_token, minted.refresh_token, LISTENBRAINZ_TOKEN]) assert.ok(known.includes(token));
});

test('expire ends the access tokens of one service, not its refresh tokens', async () => {
  const [trakt, simkl] = await Promise.all(['trakt', 'simkl'].map((service) => sandbox.control('POST', 'tokens', { service })));
  await sandbox.control('POST', 'expire', { service: 'simkl' });
  assert.equal((await sandbox.simkl.send(simkl.access_token, 'GET', '/users/settings')).status, 401);
  assert.equal((await sandbox.trakt.send(trakt.access_token, 'GET', '/users/me')).status, 200);
  const refreshed = await sandbox.call('POST', 'https://api.simkl.com/oauth2/token', {
    form: { grant_type: 'refresh_token', client_id: 'sandbox-simkl', client_secret: 'sandbox-simkl-secret', refresh_token: simkl.refresh_token },
  });
  assert.equal(refreshed.status, 200);
});

test('an app can be registered with its own addresses', async () => {
  const address = (uri) => `https://auth.trakt.tv/oauth/authorize?${new URLSearchParams({
    response_type: 'code', client_id: 'other', redirect_uri: uri, code_challenge: 'x'.repeat(43), code_challenge_method: 'S256',
  })}`;
  assert.equal((await sandbox.call('GET', address('https://hub.example/cb'))).status, 400);
  await sandbox.control('POST', 'apps', { service: 'trakt', client_id: 'other', redirect_uris: ['https://hub.example/cb'] });
  assert.equal((await sandbox.call('GET', address('https://hub.example/cb'))).status, 200);
  const access = await sandbox.control('POST', 'tokens', { service: 'trakt', client_id: 'other' });
  const foreign = await sandbox.trakt.send(access.access_token, 'GET', '/users/me');
  assert.equal(foreign.status, 401, "another app's token is no token");
});

test('the catalogue takes more items', async () => {
  const token = await sandbox.trakt.token();
  const start = () => sandbox.trakt.send(token, 'POST', '/scrobble/start', { movie: { ids: { tmdb: 99000099 } }, progress: 1 });
  assert.equal((await start()).status, 404);
  await sandbox.control('POST', 'catalogue', [{
    type: 'movie', title: 'Night Ferry', year: 2026, runtime: 90, ids: { trakt: 990099, slug: 'night-ferry-2026', tmdb: 99000099 },
  }]);
  assert.equal((await start()).body.movie.title, 'Night Ferry');
});

test('the page shows what every service stored, and escapes it', async () => {
  const [trakt, simkl] = [await sandbox.trakt.token(), await sandbox.simkl.token()];
  await sandbox.trakt.send(trakt, 'POST', '/scrobble/stop', { movie: { ids: { trakt: 990001 } }, progress: 90 });
  await sandbox.simkl.send(simkl, 'POST', '/scrobble/pause', { show: { ids: { simkl: 9900010 } }, episode: { season: 1, number: 2 }, progress: 40 });
  await sandbox.listenbrainz.send('POST', '/1/submit-listens', {
    listen_type: 'single', payload: [{ listened_at: 1_790_000_000, track_metadata: { artist_name: '<i>A', track_name: 'B' } }],
  });
  await sandbox.advance(500);
  const response = await sandbox.mf.dispatchFetch('http://sandbox/_sandbox/');
  const page = await response.text();
  for (const shown of ['The Long Way Round the Lake (2026)', 'Slow Boats 1×2 Tides', '&#60;i&#62;A: B', 'POST api.trakt.tv/scrobble/stop', 'http-equiv="refresh"']) {
    assert.ok(page.includes(shown), shown);
  }
  assert.ok(!page.includes('<i>'));
});
