// The feeds of Letterboxd and Goodreads, with what makes them hard to read.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSandbox } from './helper.mjs';

let sandbox;

before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

const diary = (user) => sandbox.call('GET', `https://letterboxd.com/${user}/rss/`);
const shelf = (user, query = {}, agent = 'Mozilla/5.0 (compatible; playtally-test/1.0)') => sandbox.call(
  'GET', `https://www.goodreads.com/review/list_rss/${user}?${new URLSearchParams(query)}`, { headers: { 'user-agent': agent } });
const items = ({ text }) => text.match(/<item>.*?<\/item>/gs) ?? [];
const value = (item, name) => new RegExp(`<${name}(?: [^>]*)?>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, 's').exec(item)?.[1];

test('a diary: newest first, a list between the films, times of New Zealand', async () => {
  const answer = await diary('demo');
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^application\/rss\+xml/);
  const rows = items(answer);
  assert.deepEqual(rows.map((row) => value(row, 'guid').replace(/\d+$/, '')), [
    'letterboxd-watch-', 'letterboxd-list-', 'letterboxd-review-', 'letterboxd-review-', 'letterboxd-watch-',
  ]);
  assert.equal(value(rows[4], 'pubDate'), 'Mon, 02 Nov 2026 21:10:00 +1300');
  assert.deepEqual(rows.map((row) => value(row, 'tmdb:movieId') ?? value(row, 'tmdb:tvId')), ['99000010', undefined, '550', '603', '27205']);
});

test('a film says its day, rating, rewatch and like; what was not given is absent', async () => {
  const [show, list, undated, review, watch] = items(await diary('demo'));
  const told = (row) => ['watchedDate', 'rewatch', 'memberRating', 'memberLike', 'filmYear'].map((name) => value(row, `letterboxd:${name}`));
  assert.deepEqual(told(watch), ['2026-11-01', 'No', '4.5', 'Yes', '2010']);
  assert.deepEqual(told(review), ['2026-11-05', 'Yes', '5.0', 'No', '1999']);
  assert.deepEqual(told(undated), [undefined, 'No', undefined, 'No', '1999']);
  assert.deepEqual(told(show).slice(0, 3), ['2026-11-08', 'No', undefined]);
  assert.deepEqual(told(list), [undefined, undefined, undefined, undefined, undefined]);
  assert.equal(value(watch, 'title'), 'Inception, 2010 - ★★★★½');
  assert.match(value(review, 'description'), /may contain spoilers.*the one & "they"/);
});

test('a diary ends after fifty entries; nobody and private people are unknown', async () => {
  const entries = Array.from({ length: 60 }, (_, i) => ({
    kind: 'watch', title: `Film <${i}>`, year: 2000, slug: `film-${i}`, movie: i, watched: '2026-01-01', published: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
  }));
  await sandbox.control('POST', 'feeds', { service: 'letterboxd', user: 'ada', entries });
  const rows = items(await diary('ada'));
  assert.deepEqual([rows.length, value(rows[0], 'letterboxd:filmTitle'), value(rows[49], 'tmdb:movieId')], [50, 'Film &#60;59&#62;', '10']);
  await sandbox.control('POST', 'feeds', { service: 'letterboxd', user: 'bob', key: 'test-key' });
  for (const user of ['bob', 'nobody']) assert.equal((await diary(user)).status, 404);
});

test('a shelf is for browsers, and for those who have the key', async () => {
  assert.equal((await shelf('990001', {}, 'playtally-test/1.0')).status, 503);
  assert.equal((await shelf('4711')).status, 404);
  await sandbox.control('POST', 'feeds', { service: 'goodreads', user: '990001', key: 'test-key' });
  const closed = await shelf('990001');
  assert.deepEqual([closed.status, /<title>Sign in/.test(closed.text)], [200, true]);
  assert.equal(items(await shelf('990001', { key: 'test-key' })).length, 3);
});

test('a book says what the feed knows, and nothing where it knows nothing', async () => {
  const rows = items(await shelf('990001', { shelf: '#ALL#', sort: 'date_added', order: 'd' }));
  const told = (row) => ['title', 'author_name', 'isbn', 'num_pages', 'user_rating', 'user_read_at', 'user_shelves'].map((name) => value(row, name));
  assert.deepEqual(rows.map(told), [
    ['Gideon the Ninth (The Locked Tomb, #1)', 'Tamsyn Muir', '1250313198', '448', '4', 'Thu, 19 Nov 2026 00:00:00 -0800', ''],
    ['Rowing & Other Habits', 'Ida Ekdal', '', '120', '0', '', 'currently-reading'],
    ['A Field Guide to Locks', 'Runa Sandberg', '0000000000', '260', '5', '', 'to-read, boats'],
  ]);
  assert.match(value(rows[0], 'guid'), /^https:\/\/www\.goodreads\.com\/review\/show\/\d+\?utm_medium=api&utm_source=rss$/);
  const titles = async (query) => items(await shelf('990001', query)).map((row) => value(row, 'title').slice(0, 6));
  assert.deepEqual(await titles({ shelf: 'read' }), ['Gideon']);
  assert.deepEqual(await titles({ shelf: 'to-read' }), ['A Fiel']);
  await sandbox.control('POST', 'feeds', {
    service: 'goodreads', user: '990001',
    entries: [{ book: 5, title: 'Edited', author: 'A', rating: 1, added: '2020-01-01T00:00:00Z', updated: '2026-11-21T00:00:00Z', shelves: ['read'] }],
  });
  assert.equal((await titles({ sort: 'date_updated' }))[0], 'Edited');
  assert.equal((await titles({ sort: 'date_added' })).at(-1), 'Edited');
  await sandbox.reset();
  assert.deepEqual(await titles({ sort: 'rating', order: 'a' }), ['Rowing', 'Gideon', 'A Fiel']);
});

test('a shelf comes in pages of a hundred, or of one where the server has its ways', async () => {
  const entries = Array.from({ length: 150 }, (_, i) => ({
    book: i, title: `Book ${i}`, author: 'A', rating: 0, added: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
  }));
  await sandbox.control('POST', 'feeds', { service: 'goodreads', user: '77', entries });
  const count = async (query) => items(await shelf('77', query)).length;
  assert.deepEqual([await count({}), await count({ page: '2' }), await count({ page: '3' }), await count({ per_page: '200' })], [100, 50, 0, 100]);
  await sandbox.control('POST', 'settings', { goodreads_page: 1 });
  assert.deepEqual([await count({ per_page: '100', page: '150' }), await count({ per_page: '100', page: '151' })], [1, 0]);
});
