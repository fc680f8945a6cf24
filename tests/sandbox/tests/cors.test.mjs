// What a page of another origin may ask of each service, and see.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Miniflare } from 'miniflare';

import { sandboxWorker } from '../options.mjs';

const PAGE = 'http://localhost:8080';

let mf;
let base;

before(async () => {
  mf = new Miniflare({ workers: [sandboxWorker()], host: '127.0.0.1', port: 0, cf: false });
  base = (await mf.ready).href;
});
after(() => mf.dispose());
beforeEach(() => call('_sandbox/reset', { method: 'POST' }));

const call = (path, init = {}) => fetch(base + path, { signal: AbortSignal.timeout(60_000), ...init });
const ask = (path, origin, method = 'POST') => call(path, {
  method: 'OPTIONS', headers: { origin, 'access-control-request-method': method },
});
const allowed = (response) => response.headers.get('access-control-allow-origin');

test('Trakt knows the origins its app listed, and lets nobody see a refusal', async () => {
  const asked = await ask('api.trakt.tv/scrobble/start', PAGE);
  assert.deepEqual([asked.status, allowed(asked)], [204, PAGE]);
  assert.match(asked.headers.get('access-control-allow-headers'), /trakt-api-key/);
  assert.equal(allowed(await ask('api.trakt.tv/scrobble/start', 'https://elsewhere.example')), null);
  const unknownApp = await call('api.trakt.tv/users/settings', { headers: { origin: PAGE, 'trakt-api-key': 'nobody' } });
  assert.deepEqual([unknownApp.status, allowed(unknownApp)], [403, null]);
  const unauthorized = await call('api.trakt.tv/users/settings', {
    headers: { origin: PAGE, 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2' },
  });
  assert.deepEqual([unauthorized.status, allowed(unauthorized)], [401, PAGE]);
});

test('Simkl and ListenBrainz are open to any page, their errors too', async () => {
  for (const path of ['api.simkl.com/scrobble/start', 'api.listenbrainz.org/1/submit-listens']) {
    const asked = await ask(path, 'https://elsewhere.example');
    assert.deepEqual([asked.status, allowed(asked)], [204, '*'], path);
    const refused = await call(path, { method: 'POST', headers: { origin: PAGE }, body: '{}' });
    assert.ok(refused.status >= 400, path);
    assert.equal(allowed(refused), '*', path);
    assert.ok(refused.headers.has('access-control-expose-headers'), path);
  }
});

test('AniList is open to any page and shows its limits; MyAnimeList to none', async () => {
  const asked = await ask('graphql.anilist.co/', 'https://elsewhere.example');
  assert.deepEqual([asked.status, allowed(asked)], [204, '*']);
  assert.match(asked.headers.get('access-control-allow-headers'), /Authorization/);
  const refused = await call('graphql.anilist.co/', { method: 'POST', headers: { origin: PAGE }, body: '{' });
  assert.deepEqual([refused.status, allowed(refused)], [400, '*']);
  assert.match(refused.headers.get('access-control-expose-headers'), /X-RateLimit-Remaining/);
  assert.equal(allowed(await ask('api.myanimelist.net/v2/users/@me', PAGE, 'GET')), null);
});

test('a browser that asks first is no call of the service', async () => {
  await ask('api.trakt.tv/scrobble/start', PAGE);
  const state = await (await call('_sandbox/state')).json();
  assert.deepEqual(state.requests, []);
});

test('a page from the edge is hidden from every other page', async () => {
  await call('_sandbox/faults', { method: 'POST', body: JSON.stringify({ host: 'api.simkl.com', kind: 'html429' }) });
  const edge = await call('api.simkl.com/scrobble/start', { method: 'POST', headers: { origin: PAGE }, body: '{}' });
  assert.deepEqual([edge.status, allowed(edge)], [429, null]);
});
