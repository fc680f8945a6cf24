// MyAnimeList: plain PKCE, tokens that die at a refresh, titles, and a list that does nothing by itself.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { REDIRECT, startSandbox, VERIFIER } from './helper.mjs';

const BACK = `${REDIRECT}myanimelist`;
const API = 'https://api.myanimelist.net/v2';
const TOKEN = 'https://myanimelist.net/v1/oauth2/token';
const APP = { client_id: 'sandbox-myanimelist', client_secret: 'sandbox-myanimelist-secret' };
const MONTH = 2_678_400;
let sandbox;
let token;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  token = await mint();
});

const mint = async (more) => (await sandbox.control('POST', 'tokens', { service: 'myanimelist', ...more })).access_token;
const send = (method, path, form, { as = token, headers = {}, ...more } = {}) => sandbox.call(method, API + path, {
  headers: { ...(as && { authorization: `Bearer ${as}` }), ...headers }, form, ...more,
});
const PUBLIC = { as: null, headers: { 'x-mal-client-id': 'sandbox-myanimelist' } };
const set = (id, form, method = 'PATCH') => send(method, `/anime/${id}/my_list_status`, form);
const list = (query = '', options) => send('GET', `/users/@me/animelist?${query}`, undefined, options);
const ids = ({ body }) => body.data.map(({ node }) => node.id);

const QUERY = { response_type: 'code', client_id: APP.client_id, redirect_uri: BACK, state: 's1', code_challenge: VERIFIER, code_challenge_method: 'plain' };
function address(changes) {
  const query = Object.entries({ ...QUERY, ...changes }).filter(([, value]) => value !== undefined);
  return `https://myanimelist.net/v1/oauth2/authorize?${new URLSearchParams(query)}`;
}
const decide = async (changes, decision = 'allow') => {
  const { headers } = await sandbox.call('POST', address(changes), { form: { user: 'ada', decision } });
  return Object.fromEntries(new URL(headers.location).searchParams);
};
const tokens = (form, headers) => sandbox.call('POST', TOKEN, { form, headers });
const exchange = (code, changes, headers) => {
  const form = { grant_type: 'authorization_code', ...APP, code, code_verifier: VERIFIER, redirect_uri: BACK, ...changes };
  return tokens(Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined)), headers);
};
const refresh = (given) => tokens({ grant_type: 'refresh_token', ...APP, refresh_token: given });

test('a code for two tokens of a month, with the challenge itself as verifier', async () => {
  assert.match((await sandbox.call('GET', address())).text, /sandbox-myanimelist/);
  const { code, state } = await decide();
  assert.equal(state, 's1');
  const { status, body } = await exchange(code);
  assert.deepEqual([status, body.token_type, body.expires_in], [200, 'Bearer', MONTH]);
  assert.equal((await send('GET', '/users/@me', undefined, { as: body.access_token })).body.name, 'ada');
  assert.equal((await exchange(code)).body.error, 'invalid_grant');
  const denied = await decide({}, 'deny');
  assert.deepEqual([denied.error, denied.state, denied.code], ['access_denied', 's1', undefined]);
});

test('the method may be left out; S256, a short challenge and a foreign address are refused', async () => {
  assert.ok((await decide({ code_challenge_method: undefined })).code);
  const wrong = [
    [{ code_challenge_method: 'S256' }, 400, 'invalid_request'], [{ code_challenge: 'short' }, 400, 'invalid_request'],
    [{ redirect_uri: 'https://evil.example/' }, 401, 'invalid_client'], [{ client_id: 'nobody' }, 401, 'invalid_client'],
  ];
  for (const [changes, status, error] of wrong) {
    const answer = await sandbox.call('GET', address(changes));
    assert.deepEqual([answer.status, answer.body.error, answer.headers.location], [status, error, undefined]);
  }
});

test('an exchange fails on the verifier, the address and the secret', async () => {
  const other = VERIFIER.replaceAll('d', 'e');
  const verifier = await exchange((await decide()).code, { code_verifier: other });
  assert.deepEqual([verifier.status, verifier.body.error, verifier.body.hint], [400, 'invalid_grant', 'Failed to verify `code_verifier`.']);
  const none = await exchange((await decide()).code, { code_verifier: undefined });
  assert.deepEqual([none.status, none.body.error, none.body.hint], [400, 'invalid_request', 'Check the `code_verifier` parameter']);
  assert.equal((await exchange((await decide()).code, { redirect_uri: undefined })).body.error, 'invalid_grant');
  const secret = await exchange((await decide()).code, { client_secret: undefined });
  assert.deepEqual([secret.status, secret.body.error], [401, 'invalid_client']);
});

test('Basic will do; an app without a secret sends none, and with one address need not name it', async () => {
  const basic = `Basic ${Buffer.from(`${APP.client_id}:${APP.client_secret}`).toString('base64')}`;
  assert.equal((await exchange((await decide()).code, { client_id: undefined, client_secret: undefined }, { authorization: basic })).status, 200);
  await sandbox.control('POST', 'apps', { service: 'myanimelist', client_id: 'phone', redirect_uris: ['app://back/'] });
  const { code } = await decide({ client_id: 'phone', redirect_uri: undefined });
  assert.equal((await exchange(code, { client_id: 'phone', client_secret: undefined, redirect_uri: undefined })).status, 200);
});

test('a refresh kills the access token and replaces both; the old refresh token lives on until its end', async () => {
  const pair = await sandbox.control('POST', 'tokens', { service: 'myanimelist' });
  const { status, body } = await refresh(pair.refresh_token);
  assert.equal(status, 200);
  assert.notEqual(body.refresh_token, pair.refresh_token);
  assert.equal((await send('GET', '/users/@me', undefined, { as: pair.access_token })).status, 401);
  const again = await refresh(pair.refresh_token);
  assert.equal(again.status, 200);
  assert.equal((await send('GET', '/users/@me', undefined, { as: body.access_token })).status, 401, 'the other one lost');
  await sandbox.advance(MONTH * 1000);
  const late = await refresh(again.body.refresh_token);
  assert.deepEqual([late.status, late.body], [401, { error: 'invalid_request', message: 'The refresh token is invalid.', hint: 'Token has expired' }]);
});

test('no credentials are 403, an ended token is 401 with its reason', async () => {
  const none = await send('GET', '/anime/21', undefined, { as: null });
  assert.deepEqual([none.status, none.body], [403, { message: '', error: 'forbidden' }]);
  assert.equal((await send('GET', '/anime/21', undefined, { as: null, headers: { 'x-mal-client-id': 'nobody' } })).status, 403);
  assert.equal((await send('GET', '/anime/21', undefined, PUBLIC)).status, 200);
  assert.equal((await send('GET', '/users/@me', undefined, PUBLIC)).status, 403);
  await sandbox.advance(MONTH * 1000);
  const ended = await list();
  assert.deepEqual([ended.status, ended.body], [401, { error: 'invalid_token' }]);
  assert.equal(ended.headers['www-authenticate'], 'Bearer error="invalid_token",error_description="The access token expired"');
});

test('search takes 3 to 64 signs, hides what is not for all, and gives whole addresses of the next page', async () => {
  for (const q of ['ab', 'x'.repeat(65), '']) {
    const { status, body } = await send('GET', `/anime?q=${q}`);
    assert.deepEqual([status, body], [400, { message: 'invalid q', error: 'bad_request' }]);
  }
  assert.deepEqual(ids(await send('GET', '/anime?q=lanterns')), [990020, 990021, 990022]);
  const page = await send('GET', '/anime?q=lanterns&limit=4&nsfw=true&fields=nsfw');
  assert.ok(page.body.paging.next.startsWith(`${API}/anime?`));
  const next = await sandbox.call('GET', page.body.paging.next, { headers: { authorization: `Bearer ${token}` } });
  const kinds = [...page.body.data, ...next.body.data].map(({ node }) => node.nsfw);
  assert.deepEqual(kinds.sort(), ['black', 'gray', 'white', 'white', 'white']);
  assert.ok(next.body.paging.previous);
  assert.equal((await send('GET', '/anime?q=lanterns&limit=101')).status, 400);
});

test('details carry what is asked for, and nobody knows how many there will be', async () => {
  const plain = await send('GET', '/anime/48569');
  assert.deepEqual(Object.keys(plain.body), ['id', 'title', 'main_picture']);
  const { body } = await send('GET', '/anime/48569?fields=num_episodes,start_season,alternative_titles{en},related_anime,my_list_status,media_type,status');
  assert.deepEqual([body.title, body.num_episodes, body.start_season, body.media_type, body.status], ['86 Part 2', 12, { year: 2021, season: 'fall' }, 'tv', 'finished_airing']);
  assert.deepEqual(body.related_anime.map(({ node, relation_type: kind }) => [node.id, kind]), [[41457, 'prequel']]);
  assert.equal('my_list_status' in body, false);
  assert.equal((await send('GET', '/anime/21?fields=num_episodes')).body.num_episodes, 0);
  const missing = await send('GET', '/anime/1');
  assert.deepEqual([missing.status, missing.body.error], [404, 'not_found']);
});

for (const method of ['PATCH', 'PUT']) {
  test(`${method} makes an entry and changes what is sent`, async () => {
    const made = await set(48569, { status: 'watching', num_watched_episodes: '4', start_date: '2026-11-01', tags: 'rain, mechs' }, method);
    assert.equal(made.status, 200);
    assert.deepEqual([made.body.num_episodes_watched, made.body.start_date, made.body.tags, made.body.comments], [4, '2026-11-01', ['rain', 'mechs'], '']);
    const more = await set(48569, { num_watched_episodes: '5' }, method);
    assert.deepEqual([more.body.status, more.body.num_episodes_watched, more.body.start_date], ['watching', 5, '2026-11-01']);
    assert.equal('start_date' in (await set(48569, { start_date: '' }, method)).body, false);
  });
}

test('nothing is done by itself: completed with three episodes, no date, no count', async () => {
  const { body } = await set(48569, { status: 'completed', num_watched_episodes: '3' });
  assert.deepEqual([body.status, body.num_episodes_watched, body.finish_date, body.num_times_rewatched], ['completed', 3, undefined, 0]);
});

test('the name that is read writes nothing, and JSON is not read at all', async () => {
  assert.equal((await set(48569, { status: 'watching', num_episodes_watched: '7' })).body.num_episodes_watched, 0);
  const sent = await send('PATCH', '/anime/21/my_list_status', undefined, { json: { status: 'dropped' } });
  assert.deepEqual([sent.status, sent.body.status], [200, 'watching']);
});

const WRONG = [{ status: 'CURRENT' }, { score: '7.5' }, { score: '11' }, { num_watched_episodes: '-1' }, { start_date: '2026' }, { is_rewatching: '1' }];
for (const form of WRONG) {
  test(`${JSON.stringify(form)} is refused`, async () => {
    const { status, body } = await set(48569, form);
    assert.deepEqual([status, body.error], [400, 'bad_request']);
    assert.deepEqual((await sandbox.state()).myanimelist.list, []);
  });
}

test('an entry that moderators still look at takes no writes', async () => {
  const { status, body } = await set(990025, { status: 'plan_to_watch' });
  assert.deepEqual([status, body.error], [400, 'invalid_content']);
});

test('a second removal is a 404', async () => {
  await set(21, { status: 'watching' });
  const first = await set(21, undefined, 'DELETE');
  assert.deepEqual([first.status, first.text], [200, '']);
  assert.equal((await set(21, undefined, 'DELETE')).status, 404);
});

test('the list: in pages, by status, newest first, with the fields asked for beside the usual ones', async () => {
  for (const [i, id] of [21, 16498, 990023].entries()) {
    await sandbox.advance(1000);
    await set(id, { status: i ? 'completed' : 'watching', num_times_rewatched: '2', comments: 'mine' });
  }
  assert.deepEqual(ids(await list()), [21, 16498], 'what is not for all is hidden from its owner too');
  const newest = await list('nsfw=true&sort=list_updated_at&limit=2&fields=list_status{num_times_rewatched,comments},num_episodes,background');
  assert.deepEqual(ids(newest), [990023, 16498]);
  const [{ node, list_status: status }] = newest.body.data;
  assert.deepEqual([node.num_episodes, node.background, status.num_times_rewatched, status.comments, status.score], [2, undefined, 2, undefined, 0]);
  const next = await sandbox.call('GET', newest.body.paging.next, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual([ids(next), 'next' in next.body.paging], [[21], false]);
  assert.deepEqual(ids(await list('status=completed')), [16498]);
  assert.equal((await list('limit=1001')).status, 400);
});

test('what is watched once more is listed as watched, and stays completed with its flag', async () => {
  await set(16498, { status: 'completed', num_watched_episodes: '25' });
  await set(21, { status: 'on_hold' });
  const { body } = await set(16498, { is_rewatching: 'true', num_watched_episodes: '1' });
  assert.deepEqual([body.status, body.is_rewatching, body.num_episodes_watched], ['completed', true, 1]);
  const watching = await list('status=watching');
  assert.deepEqual(ids(watching), [16498]);
  assert.equal(watching.body.data[0].list_status.status, 'completed');
  assert.deepEqual(ids(await list('status=completed')), []);
  const { anime_statistics: counts } = (await send('GET', '/users/@me?fields=anime_statistics')).body;
  assert.deepEqual([counts.num_items_watching, counts.num_items_completed, counts.num_items_on_hold], [1, 0, 1]);
  await set(16498, { is_rewatching: 'false', num_times_rewatched: '1' });
  assert.deepEqual([ids(await list('status=watching')), ids(await list('status=completed'))], [[], [16498]]);
});

test('comments are told with a title alone, never in a list', async () => {
  await set(21, { status: 'watching', comments: 'mine', priority: '1' });
  const asked = 'fields=my_list_status{comments,priority}';
  const told = ({ my_list_status: { comments, priority } }) => [comments, priority];
  assert.deepEqual(told((await send('GET', `/anime/21?${asked}`)).body), ['mine', 1]);
  assert.deepEqual(told((await send('GET', `/anime?q=one%20piece&${asked}`)).body.data[0].node), [undefined, 1]);
  assert.deepEqual(told((await list(asked)).body.data[0].node), [undefined, 1]);
});

test('strangers read a list with the id of an app, unless it is private', async () => {
  await set(21, { status: 'watching' });
  const read = (name) => send('GET', `/users/${name}/animelist`, undefined, PUBLIC);
  assert.deepEqual(ids(await read('demo')), [21]);
  assert.equal((await read('nobody')).status, 404);
  await sandbox.control('POST', 'settings', { myanimelist_private: { private: true } });
  const hidden = await read('demo');
  assert.deepEqual([hidden.status, hidden.body], [403, { message: '', error: 'forbidden' }]);
  assert.equal((await list()).status, 200);
});

test('the firewall answers with a page, and no other page gets a word', async () => {
  const bare = await send('GET', '/anime/21', undefined, { headers: { 'user-agent': undefined } });
  assert.deepEqual([bare.status, bare.headers['content-type'].split(';')[0]], [403, 'text/html']);
  const asked = await sandbox.call('OPTIONS', `${API}/users/@me`, { headers: { origin: 'http://localhost:8080', 'access-control-request-method': 'GET' } });
  assert.equal(asked.headers['access-control-allow-origin'], undefined);
  assert.equal((await list('', { headers: { origin: 'http://localhost:8080' } })).headers['access-control-allow-origin'], undefined);
});

test('whoever the token belongs to, and their numbers when asked', async () => {
  await set(48569, { status: 'watching', num_watched_episodes: '5', score: '8' });
  assert.equal('anime_statistics' in (await send('GET', '/users/@me')).body, false);
  const { body } = await send('GET', '/users/@me?fields=anime_statistics');
  assert.deepEqual([body.name, body.anime_statistics.num_items_watching, body.anime_statistics.num_episodes, body.anime_statistics.mean_score], ['demo', 1, 5, 8]);
  assert.equal((await send('GET', '/users/ada')).status, 400);
});
