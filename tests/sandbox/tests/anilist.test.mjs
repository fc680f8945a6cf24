// AniList: sign-in, what a document may ask, what a list entry does by itself, and its limits.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { REDIRECT, startSandbox } from './helper.mjs';

const BACK = `${REDIRECT}anilist`;
const API = 'https://graphql.anilist.co/';
const AUTHORIZE = 'https://anilist.co/api/v2/oauth/authorize';
const APP = { client_id: 'sandbox-anilist', client_secret: 'sandbox-anilist-secret' };
const MINUTE = 60_000;
let sandbox;
let token;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.reset();
  token = await mint();
});

const mint = async (more) => (await sandbox.control('POST', 'tokens', { service: 'anilist', ...more })).access_token;
const settings = (anilist) => sandbox.control('POST', 'settings', { anilist });
const person = (options) => sandbox.control('POST', 'settings', { anilist_user: options });

function ask(query, variables, { as = token, headers = {} } = {}) {
  return sandbox.call('POST', API, { headers: { ...(as && { authorization: `Bearer ${as}` }), ...headers }, json: { query, variables } });
}

async function data(query, variables, options) {
  const { status, body } = await ask(query, variables, options);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
}

const ENTRY = 'id mediaId status progress repeat score(format: POINT_100) startedAt { year month day } completedAt { year month day }';
const SAVE = `mutation ($mediaId: Int, $status: MediaListStatus, $progress: Int, $scoreRaw: Int, $score: Float, $repeat: Int, $notes: String, $private: Boolean,
  $hidden: Boolean, $lists: [String], $startedAt: FuzzyDateInput, $completedAt: FuzzyDateInput) {
  SaveMediaListEntry(mediaId: $mediaId, status: $status, progress: $progress, scoreRaw: $scoreRaw, score: $score, repeat: $repeat, notes: $notes, private: $private,
    hiddenFromStatusLists: $hidden, customLists: $lists, startedAt: $startedAt, completedAt: $completedAt) { ${ENTRY} } }`;
const save = async (variables, options) => (await data(SAVE, variables, options)).SaveMediaListEntry;
const LIST = `query ($userName: String, $userId: Int, $type: MediaType, $chunk: Int, $perChunk: Int, $single: Boolean) {
  MediaListCollection(userName: $userName, userId: $userId, type: $type, chunk: $chunk, perChunk: $perChunk, forceSingleCompletedList: $single, sort: [UPDATED_TIME_DESC]) {
    hasNextChunk lists { name isCustomList isSplitCompletedList status entries { id mediaId } } } }`;
const list = async (variables, options) => (await data(LIST, { userName: 'demo', type: 'ANIME', ...variables }, options)).MediaListCollection;
const first = ({ body }) => body.errors[0];

const address = (query) => `${AUTHORIZE}?${new URLSearchParams(query)}`;
const decide = async (query, decision = 'allow') => sandbox.call('POST', address(query), { form: { user: 'ada', decision } });
const CODE = { client_id: 'sandbox-anilist', redirect_uri: BACK, response_type: 'code', state: 's1' };
const exchange = (given, send = 'json') => sandbox.call('POST', 'https://anilist.co/api/v2/oauth/token', { [send]: { grant_type: 'authorization_code', ...APP, redirect_uri: BACK, ...given } });
const codeOf = ({ headers }) => new URL(headers.location).searchParams.get('code');

for (const send of ['json', 'form']) {
  test(`a code for a token that says whose it is, sent as ${send}`, async () => {
    assert.match((await sandbox.call('GET', address(CODE))).text, /sandbox-anilist/);
    const back = await decide(CODE);
    assert.equal(new URL(back.headers.location).searchParams.get('state'), 's1');
    const { status, body } = await exchange({ code: codeOf(back) }, send);
    assert.deepEqual([status, body.token_type, body.expires_in], [200, 'Bearer', 31_536_000]);
    const payload = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url'));
    const { Viewer } = await data('{ Viewer { id name } }', {}, { as: body.access_token });
    assert.deepEqual([Viewer.name, payload.sub, payload.exp - payload.iat], ['ada', String(Viewer.id), 31_536_000]);
  });
}

test('a code is good once, for its app and its address; a refresh is not known', async () => {
  const code = codeOf(await decide(CODE));
  assert.equal((await exchange({ code })).status, 200);
  const again = await exchange({ code });
  assert.deepEqual([again.status, again.body.error, again.body.hint], [400, 'invalid_request', 'Cannot decrypt the authorization code']);
  const elsewhere = await exchange({ code: codeOf(await decide(CODE)), redirect_uri: `${BACK}/` });
  assert.deepEqual([elsewhere.status, elsewhere.body.error], [400, 'invalid_request']);
  const secret = await exchange({ code: codeOf(await decide(CODE)), client_secret: 'other' });
  assert.deepEqual([secret.status, secret.body.error], [401, 'invalid_client']);
  const refresh = await exchange({ grant_type: 'refresh_token', refresh_token: 'any' });
  assert.deepEqual([refresh.status, refresh.body.error], [400, 'unsupported_grant_type']);
});

test('an address that is not the registered one goes nowhere; Deny goes back', async () => {
  const foreign = await sandbox.call('GET', address({ ...CODE, redirect_uri: 'https://evil.example/' }));
  assert.deepEqual([foreign.status, foreign.body.error, foreign.headers.location], [401, 'invalid_client', undefined]);
  const { headers } = await decide(CODE, 'deny');
  assert.equal(new URL(headers.location).searchParams.get('error'), 'access_denied');
});

test('without a server the token itself comes back, when nothing else is asked for', async () => {
  await sandbox.control('POST', 'apps', { service: 'anilist', client_id: 'page', redirect_uris: ['http://localhost:9000/'] });
  const { headers } = await decide({ client_id: 'page', response_type: 'token' });
  const [home, fragment] = headers.location.split('#');
  const given = new URLSearchParams(fragment);
  assert.deepEqual([home, given.get('expires_in')], ['http://localhost:9000/', '31536000']);
  await data('{ Viewer { id } }', {}, { as: given.get('access_token') });
  for (const more of ['redirect_uri', 'scope', 'state']) {
    const refused = await sandbox.call('GET', address({ client_id: 'page', response_type: 'token', [more]: 'http://localhost:9000/' }));
    assert.deepEqual([refused.status, refused.body.error], [400, 'unsupported_grant_type'], more);
  }
});

test('a broken or ended token is a 400 for whatever is asked; none is a 401 where one is needed', async () => {
  const ended = await mint({ expires_in: -60 });
  for (const as of ['broken', ended]) {
    const { status, body } = await ask('{ Media(id: 21) { id } }', {}, { as });
    assert.equal(status, 400);
    assert.deepEqual(body, { errors: [{ message: 'Invalid token', status: 400, locations: [{ line: 1, column: 1 }] }], data: null });
  }
  assert.equal((await data('{ Media(id: 21) { id } }', {}, { as: null })).Media.id, 21);
  for (const query of ['{ Viewer { id } }', 'mutation { SaveMediaListEntry(mediaId: 21) { id } }', 'mutation { DeleteMediaListEntry(id: 1) { deleted } }']) {
    const answer = await ask(query, {}, { as: null });
    assert.deepEqual([answer.status, first(answer).message, Object.values(answer.body.data)], [401, 'Unauthorized.', [null]]);
  }
});

test('a title by either id, its neighbours and its place in the list', async () => {
  const query = `query ($id: Int, $idMal: Int) { Media(id: $id, idMal: $idMal, type: ANIME) { id idMal format status(version: 2) episodes seasonYear season
    title { romaji english } relations { edges { relationType(version: 3) node { id } } } mediaListEntry { progress } } }`;
  const { Media } = await data(query, { idMal: 48569 });
  assert.deepEqual([Media.id, Media.episodes, Media.season, Media.status], [131586, 12, 'FALL', 'FINISHED']);
  assert.deepEqual(Media.relations.edges, [{ relationType: 'PREQUEL', node: { id: 116589 } }]);
  assert.equal(Media.mediaListEntry, null);
  await save({ mediaId: 131586, status: 'CURRENT', progress: 3 });
  assert.equal((await data(query, { id: 131586 })).Media.mediaListEntry.progress, 3);
  assert.equal((await data(query, { id: 131586 }, { as: null })).Media.mediaListEntry, null);
  const both = (await data('{ Page { media(idMal_in: [51535, 1], type: ANIME) { id } } }')).Page.media.map(({ id }) => id);
  assert.deepEqual(both, [146984, 162314]);
});

test('what is not there is a 404 with its place and a null', async () => {
  const missing = ['{ Media(id: 1) { id } }', '{ Media(id: 21, type: MANGA) { id } }', '{ User(name: "nobody") { id } }', '{ MediaList(userName: "demo", mediaId: 21) { id } }',
    'mutation { DeleteMediaListEntry(id: 1) { deleted } }'];
  for (const query of missing) {
    const answer = await ask(query);
    assert.deepEqual([answer.status, first(answer).message, Object.values(answer.body.data)], [404, 'Not Found.', [null]], query);
    assert.ok(first(answer).locations[0].column > 1);
  }
});

test('a show on the air has a next episode and no count', async () => {
  const { Media } = await data('{ Media(id: 990021) { status episodes nextAiringEpisode { episode timeUntilAiring } } }');
  assert.deepEqual([Media.status, Media.episodes, Media.nextAiringEpisode.episode], ['RELEASING', null, 5]);
  assert.ok(Media.nextAiringEpisode.timeUntilAiring > 0);
});

test('search: the best match first, in pages of fifty at most and one list each', async () => {
  const search = (text, more = '') => data(`query ($q: String) { Page(perPage: 100) { pageInfo { perPage hasNextPage } media(search: $q, type: ANIME, sort: SEARCH_MATCH ${more}) { id } } }`, { q: text });
  const { Page } = await search('Paper Lanterns: Second Festival');
  assert.deepEqual([Page.pageInfo, Page.media[0].id], [{ perPage: 50, hasNextPage: false }, 990021]);
  assert.deepEqual((await search('paper lanterns', ', startDate_greater: 20250000')).Page.media.map(({ id }) => id), [990021, 990022]);
  assert.deepEqual((await search('attack titan final', ', format_in: [SPECIAL]')).Page.media.map(({ id }) => id), [146984, 162314]);
  const second = await data('{ Page(page: 2, perPage: 5) { pageInfo { currentPage hasNextPage } media(sort: ID) { id } } }');
  assert.deepEqual([second.Page.media.length, second.Page.pageInfo], [5, { currentPage: 2, hasNextPage: true }]);
  assert.equal((await ask('{ Page { media { id } mediaList(userName: "demo") { id } } }')).status, 400);
});

test('the title is the key: an entry is made once, and what is not sent stays', async () => {
  const made = await save({ mediaId: 131586, status: 'CURRENT', progress: 4, scoreRaw: 85, startedAt: { year: 2026, month: 11, day: 1 } });
  assert.deepEqual([made.score, made.startedAt], [85, { year: 2026, month: 11, day: 1 }]);
  const again = await save({ mediaId: 131586, progress: 5 });
  assert.deepEqual([again.id, again.status, again.progress, again.score], [made.id, 'CURRENT', 5, 85]);
  const cleared = await save({ mediaId: 131586, startedAt: { year: null, month: null, day: null } });
  assert.deepEqual(cleared.startedAt, { year: null, month: null, day: null });
  assert.equal((await sandbox.state()).anilist.entries.length, 1);
});

test('COMPLETED fills in the day and the episodes; the last episode alone does nothing', async () => {
  await sandbox.control('POST', 'clock', { set_ms: Date.parse('2026-11-30T18:00:00Z') });
  const reached = await save({ mediaId: 131586, status: 'CURRENT', progress: 12 });
  assert.deepEqual([reached.status, reached.completedAt.year], ['CURRENT', null]);
  const done = await save({ mediaId: 116589, status: 'COMPLETED', progress: 3 });
  assert.deepEqual([done.progress, done.completedAt], [11, { year: 2026, month: 12, day: 1 }], 'it is tomorrow in Japan');
  const dated = await save({ mediaId: 21366, status: 'COMPLETED', completedAt: { year: 2020, month: 5, day: 2 } });
  assert.deepEqual(dated.completedAt, { year: 2020, month: 5, day: 2 });
});

test('a rewatch that ends is counted by itself, unless the number is sent', async () => {
  await save({ mediaId: 116589, status: 'COMPLETED' });
  await save({ mediaId: 116589, status: 'REPEATING', progress: 1 });
  assert.equal((await save({ mediaId: 116589, status: 'COMPLETED' })).repeat, 1);
  await save({ mediaId: 116589, status: 'REPEATING', progress: 1 });
  assert.equal((await save({ mediaId: 116589, status: 'COMPLETED', repeat: 2 })).repeat, 2);
  assert.equal((await save({ mediaId: 116589, status: 'COMPLETED' })).repeat, 2);
});

const SCORES = [
  ['POINT_100', 8, 8, 8], ['POINT_10_DECIMAL', 7.5, 75, 7.5], ['POINT_10', 8, 80, 8], ['POINT_5', 4, 70, 4], ['POINT_3', 2, 60, 2],
];
for (const [scoreFormat, score, raw, shown] of SCORES) {
  test(`a score of ${score} in ${scoreFormat} is ${raw} of 100`, async () => {
    await person({ scoreFormat });
    assert.equal((await save({ mediaId: 21, status: 'CURRENT', score })).score, raw);
    assert.equal((await data('{ MediaList(userName: "demo", mediaId: 21) { score } }')).MediaList.score, shown);
  });
}

const WRONG = [
  [{ mediaId: 21, scoreRaw: 101 }, 'score', 'The score may not be greater than 100.'],
  [{ mediaId: 21, progress: -1 }, 'progress', 'The progress must be at least 0.'],
  [{ mediaId: 21, repeat: 1001 }, 'repeat', 'The repeat may not be greater than 1000.'],
  [{ mediaId: 1 }, 'mediaId', 'The selected media id is invalid.'],
];
for (const [variables, argument, sentence] of WRONG) {
  test(`validation: ${sentence}`, async () => {
    const answer = await ask(SAVE, { status: 'CURRENT', ...variables });
    assert.deepEqual([answer.status, answer.body.data, first(answer).message, first(answer).validation],
      [400, { SaveMediaListEntry: null }, 'validation', { [argument]: [sentence] }]);
  });
}

test('several saves in one document: one that fails leaves the others', async () => {
  const { status, body } = await ask('mutation { a: SaveMediaListEntry(mediaId: 21, progress: 3) { id } b: SaveMediaListEntry(mediaId: 1) { id } }');
  assert.deepEqual([status, body.errors[0].path, body.data.b], [400, undefined, null]);
  assert.ok(body.data.a.id);
});

test('a syntax error, a field that is not there, a wrong type and too much at once are 400', async () => {
  const many = Array.from({ length: 101 }, (_, i) => `a${i}: Media(id: 21) { id idMal format episodes }`).join(' ');
  for (const query of ['{', '{ Media(id: 21) { foo } }', '{ Media(id: "x") { id } }', `{ ${many} }`]) {
    const { status, body } = await ask(query);
    assert.deepEqual([status, body.data, body.errors[0].status], [400, null, 400], query.slice(0, 40));
  }
  assert.equal(first(await ask(`{ ${many} }`)).message, 'Max query complexity should be 500 but got 505.');
  const variables = await ask(SAVE, { mediaId: 'many' });
  assert.deepEqual([variables.status, variables.body.data], [400, null]);
});

test('a list comes in groups and chunks; whose and of what has to be said', async () => {
  for (const [i, mediaId] of [21, 16498, 20958].entries()) {
    await sandbox.advance(1000);
    await save({ mediaId, status: i ? 'COMPLETED' : 'CURRENT' });
  }
  const { hasNextChunk, lists } = await list({ perChunk: 2 });
  assert.equal(hasNextChunk, true);
  assert.deepEqual(lists.map(({ name, entries }) => [name, entries.map(({ mediaId }) => mediaId)]), [['Completed', [20958, 16498]]]);
  const rest = await list({ chunk: 2, perChunk: 2 });
  assert.deepEqual([rest.hasNextChunk, rest.lists[0].name], [false, 'Watching']);
  assert.equal((await ask(LIST, { userName: 'demo' })).status, 400);
  assert.equal((await ask(LIST, { type: 'ANIME' })).status, 400);
  assert.equal((await ask(LIST, { userName: 'nobody', type: 'ANIME' })).status, 404);
});

test('lists of a person\'s own hold entries a second time, and hidden ones alone; finished ones may be split', async () => {
  await person({ customLists: ['Sundays'], splitCompleted: true });
  await save({ mediaId: 21, status: 'CURRENT', lists: ['Sundays'] });
  await save({ mediaId: 990020, status: 'CURRENT', lists: ['Sundays'], hidden: true });
  await save({ mediaId: 990022, status: 'COMPLETED' });
  const shape = ({ lists }) => lists.map(({ name, status, isCustomList, isSplitCompletedList, entries }) => [name, status, isCustomList, isSplitCompletedList, entries.length]);
  assert.deepEqual(shape(await list()), [
    ['Watching', 'CURRENT', false, false, 1], ['Completed Movie', 'COMPLETED', false, true, 1], ['Sundays', null, true, false, 2],
  ]);
  assert.equal(shape(await list({ single: true }))[1][0], 'Completed');
  const { customLists } = (await data('{ MediaList(userName: "demo", mediaId: 21) { customLists } }')).MediaList;
  assert.deepEqual(customLists, { Sundays: true });
});

test('what is private is seen by its owner alone', async () => {
  await save({ mediaId: 21, status: 'CURRENT', private: true });
  assert.equal((await list()).lists.length, 1);
  assert.equal((await list({}, { as: await mint({ user: 'bob' }) })).lists.length, 0);
});

test('the entries that moved, newest first', async () => {
  for (const mediaId of [21, 16498]) {
    await sandbox.advance(2000);
    await save({ mediaId, status: 'CURRENT' });
  }
  const { Page } = await data('{ Page { mediaList(userName: "demo", type: ANIME, sort: UPDATED_TIME_DESC) { mediaId updatedAt media { idMal } } } }');
  assert.deepEqual(Page.mediaList.map(({ mediaId, media }) => [mediaId, media.idMal]), [[16498, 16498], [21, 21]]);
});

test('the same values for several entries, all of them the caller\'s or none', async () => {
  const mine = [await save({ mediaId: 21, status: 'CURRENT' }), await save({ mediaId: 990020, status: 'PLANNING' })].map(({ id }) => id);
  const other = await save({ mediaId: 21, status: 'CURRENT' }, { as: await mint({ user: 'bob' }) });
  const update = (ids) => ask('mutation ($ids: [Int]) { UpdateMediaListEntries(ids: $ids, status: PAUSED) { id status } }', { ids });
  assert.equal((await update([...mine, other.id])).status, 404);
  assert.ok((await sandbox.state()).anilist.entries.every(({ status }) => status !== 'PAUSED'));
  const { body } = await update(mine);
  assert.deepEqual(body.data.UpdateMediaListEntries, mine.map((id) => ({ id, status: 'PAUSED' })));
});

test('an entry is removed once, by its own id and by its owner', async () => {
  const { id } = await save({ mediaId: 21, status: 'CURRENT' });
  const remove = (options) => ask('mutation ($id: Int) { DeleteMediaListEntry(id: $id) { deleted } }', { id }, options);
  assert.equal((await remove({ as: await mint({ user: 'bob' }) })).status, 404);
  assert.deepEqual((await remove()).body, { data: { DeleteMediaListEntry: { deleted: true } } });
  assert.equal((await remove()).status, 404);
});

test('thirty calls a minute from one place, then a minute of nothing', async () => {
  const call = () => ask('{ Media(id: 21) { id } }', {}, { as: null });
  const one = await call();
  assert.deepEqual([one.headers['x-ratelimit-limit'], one.headers['x-ratelimit-remaining']], ['30', '29']);
  for (let i = 1; i < 30; i += 1) assert.equal((await call()).status, 200);
  await sandbox.advance(30_000);
  const over = await call();
  assert.deepEqual([over.status, first(over).message, over.headers['retry-after'], over.headers['x-ratelimit-remaining']], [429, 'Too Many Requests.', '60', '0']);
  const { now_ms: now } = await sandbox.control('GET', 'clock');
  assert.ok(Math.abs(Number(over.headers['x-ratelimit-reset']) * 1000 - now - MINUTE) < 3000);
  await sandbox.advance(50_000);
  assert.equal((await call()).status, 429, 'a new window does not end it');
  await sandbox.advance(10_000);
  assert.equal((await call()).status, 200);
});

test('shut for all, or for those who name no page and no person', async () => {
  await settings({ disabled: true });
  const shut = await ask('{ Viewer { id } }');
  assert.deepEqual([shut.status, shut.body.data], [403, null]);
  assert.match(first(shut).message, /temporarily disabled/);
  await settings({ needs_referer: true });
  const call = (options) => ask('{ Media(id: 21) { id } }', {}, { as: null, ...options });
  assert.equal((await call()).status, 403);
  assert.equal((await call({ headers: { referer: 'https://hub.example/' } })).status, 200);
  assert.equal((await call({ as: token })).status, 200);
});

test('shut for Workers, open for browsers', async () => {
  await settings({ no_workers: true });
  assert.equal((await ask('{ Viewer { id } }')).status, 403);
  const origin = 'https://hub.example';
  assert.equal((await ask('{ Viewer { id } }', {}, { headers: { origin } })).status, 200);
  const { requests } = await sandbox.control('GET', 'state');
  assert.deepEqual(requests.slice(-2).map(({ status, origin: from }) => [status, from]), [[403, undefined], [200, origin]]);
});

test('errors may come with 200, and a large chunk with 500', async () => {
  await settings({ errors_with_200: true });
  const { status, body } = await ask('{ Media(id: 1) { id } }');
  assert.deepEqual([status, body.errors[0].status], [200, 404]);
  await settings({ chunk_fails_above: 100 });
  assert.equal((await ask(LIST, { userName: 'demo', type: 'ANIME', perChunk: 500 })).status, 500);
  assert.equal((await ask(LIST, { userName: 'demo', type: 'ANIME', perChunk: 100 })).status, 200);
});
