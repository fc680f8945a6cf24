// A history through `playtally/history`: answers and files in, plays out, in every way they are asked for.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { install } from './support/installed.mjs';

const SAMPLES = new URL('../../src/history/formats/samples/', import.meta.url);
const UTC = { timeZone: 'UTC' };
const NOON = Date.UTC(2026, 9, 1, 12);
const HOUR = 3_600_000;
const bytesOf = value => new TextEncoder().encode(JSON.stringify(value));
const film = (number, ids = { trakt: number }) => ({ kind: 'movie', title: `Lake ${number}`, year: 2000 + number % 20, ids });
const play = (number, at, ids) => ({ listing: 'history', work: film(number, ids), at, id: String(number) });

/** As Trakt tells a play. */
const told = (number, at) => ({
  id: number, watched_at: new Date(at).toISOString(), type: 'movie',
  movie: { title: `Lake ${number}`, year: 2000 + number % 20, ids: { trakt: number, imdb: `tt900${number}` } },
});

let all;
let History;
before(async () => {
  all = await import(pathToFileURL(join(install('installed-history'), 'dist/history/node.js')));
  ({ History } = all);
});

const refused = (call, text) => assert.throws(call, error => all.isScrobbleError(error) && error.code === 'bad_input'
  && (!text || error.message.includes(text)));

test('a service answers, and its plays lie in the order of time', () => {
  const history = new History(UTC);
  const rows = [told(3, NOON + HOUR), told(1, NOON - 48 * HOUR), told(2, NOON), { id: 4 }];
  const answered = history.read('trakt', 'history', bytesOf(rows));
  assert.deepEqual({ ...answered, skipped: answered.skipped.length }, { rows: 3, news: 3, skipped: 1, whole: true });
  assert.equal(answered.skipped[0].row, 3);
  assert.equal(history.length, 3);
  const plays = [...history.plays()];
  assert.deepEqual(plays.map(({ place, at }) => [place, at]), [[0, NOON - 48 * HOUR], [1, NOON], [2, NOON + HOUR]]);
  assert.equal(plays[1].work.title, 'Lake 2');
  assert.deepEqual(history.play(1), { item: plays[1].item, at: NOON, records: [{ origin: 'service:trakt', id: '2', at: NOON }] });
  assert.equal(history.play(3), undefined);
  assert.equal(history.item(99), undefined);
  assert.equal(history.read('trakt', 'history', bytesOf(rows)).news, 0, 'told again it says nothing new');
  assert.equal(history.read('trakt', 'history', '[{"id":').whole, false);
  history.free();
});

test('rows stand where each service puts them', () => {
  const history = new History(UTC);
  const listens = { payload: { listens: [{ listened_at: NOON / 1000, track_metadata: { artist_name: 'Air', track_name: 'Harbour' } }] } };
  assert.equal(history.read('listenbrainz', 'history', bytesOf(listens)).rows, 1);
  const tracks = { recenttracks: { track: { name: 'Harbour', artist: { '#text': 'Air' }, date: { uts: String(NOON / 1000 + 4) } } } };
  assert.equal(history.read('lastfm', 'history', bytesOf(tracks)).rows, 1);
  assert.equal(history.length, 1, 'within ten seconds it is one play');
  assert.deepEqual(history.play(0).records.map(({ origin }) => origin).sort(), ['service:lastfm', 'service:listenbrainz']);
  const list = { data: [{ node: { id: 1, title: 'Mizuumi' }, list_status: { status: 'watching', num_episodes_watched: 3, score: 8 } }] };
  history.read('myanimelist', 'statuses', bytesOf(list));
  const [standing] = history.standings();
  assert.deepEqual([standing.status, standing.progress, history.item(standing.item).ids.mal], ['current', 3, 1]);
  history.free();
});

test('bytes keep all of it, in a form of their own', () => {
  const history = new History(UTC);
  history.add([play(1, NOON), { listing: 'ratings', work: film(1), rating: 80, at: NOON }]);
  const bytes = history.bytes();
  const again = History.from(bytes, UTC);
  assert.deepEqual(again.bytes(), bytes);
  assert.deepEqual(again.counts, history.counts);
  refused(() => History.from(bytes.subarray(0, bytes.length - 1)));
  refused(() => History.from(new Uint8Array(8)));
  history.free();
  again.free();
});

test('several histories are one, in any order, and the rules say which plays are', () => {
  const [one, other] = [new History(UTC), new History(UTC)];
  one.add([play(1, NOON, { trakt: 1, imdb: 'tt9001' })], 'service:trakt');
  other.add([play(1, NOON + 9 * HOUR, { simkl: 7, imdb: 'tt9001' })], 'service:simkl');
  assert.equal(one.merge(other).length, 1);
  assert.equal(one.length, other.merge(one).length);
  assert.deepEqual(one.item(0).ids, { trakt: 1, imdb: 'tt9001', simkl: 7 });
  assert.equal(one.play(0).at, NOON, 'the earliest');
  one.setRules({ timeZone: 'Pacific/Auckland' });
  assert.equal(one.length, 1, 'still one day');
  one.setRules({ timeZone: 'Asia/Tokyo' });
  assert.equal(one.length, 2, 'over there it was another day by then');
  one.merge(one, { timeZone: 'UTC', sources: { 'service:simkl': { window: { seconds: 60 } } } });
  assert.equal(one.length, 2);
  assert.equal(one.forget('service:simkl'), 1);
  assert.equal(one.length, 1);
  refused(() => one.merge({}));
  one.free();
  other.free();
});

test('what only one side has is named by its places there', () => {
  const [here, there] = [new History(UTC), new History(UTC)];
  here.add([play(1, NOON), play(2, NOON + HOUR), play(3, NOON + 30 * HOUR)]);
  there.add([play(2, NOON + 2 * HOUR), play(4, NOON - HOUR)], 'service:trakt');
  const titles = (history, places) => [...places].map(place => history.item(history.play(place).item).title);
  const diff = here.diff(there);
  assert.deepEqual(titles(here, diff.here), ['Lake 1', 'Lake 3']);
  assert.deepEqual(titles(there, diff.there), ['Lake 4']);
  assert.deepEqual(here.diff(here), { here: new Uint32Array(), there: new Uint32Array() });
  here.free();
  there.free();
});

test('plays come as columns, by stretches of time and a page at a time', () => {
  const history = new History(UTC);
  const rows = Array.from({ length: 10_000 }, (_, at) => play(at % 50 + 1, NOON + at * 25 * HOUR));
  const day = { listing: 'history', work: film(60), on: '2026-10' };
  assert.equal(history.add([...rows, day, { listing: 'history', work: film(61) }]), 10_002);
  const { moments, days, items } = history.columns();
  assert.ok(moments instanceof Float64Array && days instanceof Uint32Array && items instanceof Uint32Array);
  assert.equal(moments.length, 10_002);
  assert.deepEqual([days[0], moments[0], days[10_001]], [20261000, NaN, 0]);
  assert.deepEqual([...history.plays()].at(0).on, '2026-10');
  assert.equal([...history.plays()].at(-1).at, undefined);
  const sizes = [...history.pages({ size: 3000 })].map(page => [page.from, page.items.length]);
  assert.deepEqual(sizes, [[0, 3000], [3000, 3000], [6000, 3000], [9000, 1002]]);
  const week = [...history.plays({ from: new Date(NOON), to: NOON + 7 * 24 * HOUR })];
  assert.equal(week.length, 7);
  assert.equal([...history.plays({ from: NOON })].length, 10_000, 'what has no time is not asked for');
  for (const { item, place } of history.plays()) {
    assert.equal(history.item(item).title, 'Lake 60');
    assert.equal(place, 0);
    break;
  }
  refused(() => [...history.plays({ from: 'soon' })]);
  history.free();
});

test('of what is said besides, the newest word counts', () => {
  const history = new History(UTC);
  history.add([{ listing: 'ratings', work: film(1), rating: 90, at: NOON }, { listing: 'watchlist', work: film(2) }], 'service:trakt');
  history.add([{ listing: 'ratings', work: film(1), rating: 40, at: NOON + HOUR }, { listing: 'watchlist', work: film(2), at: NOON }]);
  const [rating] = history.ratings();
  assert.deepEqual([rating.rating, rating.origin, rating.at], [40, 'player', NOON + HOUR]);
  assert.deepEqual(history.listed('watchlist').map(({ item, at }) => [history.item(item).title, at]), [['Lake 2', NOON]]);
  assert.deepEqual(history.listed('loved'), []);
  const { ratings, watchlist, plays, works } = history.counts;
  assert.deepEqual([ratings, watchlist, plays, works], [2, 2, 0, 2]);
  refused(() => history.listed('wishes'));
  history.free();
});

test('files are known by what is in them, and ask before they guess', () => {
  const history = new History(UTC);
  const read = (name, options) => history.readFile(readFileSync(new URL(name, SAMPLES)), { name, ...options });
  const diary = read('letterboxd_diary.csv');
  assert.equal(diary.contents.format, 'letterboxd');
  assert.ok(diary.rows > 0 && diary.news === diary.rows);
  const plays = history.length;
  read('letterboxd_diary.csv');
  assert.equal(history.length, plays, 'what is read again is no play more');
  const ambiguous = read('letterboxd_watched.csv', { name: 'watched.csv' });
  assert.equal(ambiguous.contents.asks.datePolicy, true);
  assert.equal(ambiguous.rows, 0, 'nothing is taken in before it is answered');
  assert.ok(read('letterboxd_watched.csv', { name: 'watched.csv', dates: { policy: 'undated' } }).rows > 0);
  for (const name of ['goodreads.csv', 'imdb_ratings.csv', 'trakt_history.json', 'simkl_backup.json', 'anilist_account.json',
    'myanimelist.xml', 'lastfm.csv', 'spotify_extended.json', 'listenbrainz.jsonl', 'tvtime_records_v2.csv']) {
    assert.equal(read(name, { dates: { policy: 'undated' }, dayOrder: 'dayFirst' }).contents.format, name.split(/[_.]/)[0], name);
  }
  refused(() => read('letterboxd_diary.csv', { format: 'netflix' }), 'Letterboxd');
  refused(() => history.readFile('a shopping list'));
  refused(() => history.readFile(7));
  assert.ok(history.length > 10);
  history.free();
});

test('a plan says what both sides lack, is kept, and done twice changes nothing', () => {
  const [ours, theirs] = [new History(UTC), new History(UTC)];
  ours.add([play(1, NOON), play(2, NOON + HOUR)]);
  theirs.read('trakt', 'history', bytesOf([told(2, NOON + 2 * HOUR), told(3, NOON)]));
  const now = NOON + 48 * HOUR;
  const plan = ours.plan('trakt', { theirs, now });
  assert.equal(plan.stopped, null);
  assert.deepEqual(plan.push.map(({ what, row }) => [what, row.work.title]), [['play', 'Lake 1']]);
  assert.deepEqual(plan.pull.map(({ what, row }) => [what, row.work.title]), [['play', 'Lake 3']]);
  assert.equal(plan.links.length, 1);
  const [back] = all.undoPlan(plan, { 0: '77' });
  assert.deepEqual([back.what, back.row.id], ['noPlay', '77']);
  const kept = JSON.parse(JSON.stringify(plan));
  ours.accept(kept);
  const before = History.from(theirs.bytes(), UTC);
  for (const change of kept.push) before.agree(change);
  // What it was told, it holds by then.
  theirs.read('trakt', 'history', bytesOf([{ ...told(1, NOON), id: 77 }]));
  const again = ours.plan('trakt', { theirs, before, now });
  assert.deepEqual([again.push, again.pull], [[], []]);
  assert.equal(ours.plan('trakt', { theirs, whole: false, now }).stopped.why, 'halfRead');
  refused(() => ours.plan('trakt', { theirs: ours }));
  refused(() => ours.plan('nobody', { theirs, now }), 'service');
  refused(() => ours.accept({}));
  for (const history of [ours, theirs, before]) history.free();
});

test('removals beyond the budget stop a plan until somebody agrees', () => {
  const [ours, theirs] = [new History(UTC), new History(UTC)];
  theirs.read('trakt', 'history', bytesOf(Array.from({ length: 30 }, (_, at) => told(at + 1, NOON + at * 48 * HOUR))));
  const before = theirs.bytes();
  ours.accept(ours.plan('trakt', { theirs, now: NOON }));
  const fewer = new History(UTC);
  fewer.read('trakt', 'history', bytesOf(Array.from({ length: 18 }, (_, at) => told(at + 1, NOON + at * 48 * HOUR))));
  const plan = ours.plan('trakt', { theirs: fewer, before, now: NOON });
  assert.equal(plan.stopped.why, 'budget');
  ours.accept(plan);
  assert.equal(ours.length, 30, 'a plan that is stopped changes nothing');
  ours.accept(ours.plan('trakt', { theirs: fewer, before, now: NOON, confirmed: true }));
  assert.equal(ours.length, 18);
  for (const history of [ours, theirs, fewer]) history.free();
});

test('ratings change their scale, both ways', () => {
  for (const [value, from, to, other] of [[4.5, 'halfStars', 'point10', 9], [9, 'point10', 'halfStars', 4.5],
    [7, 'point10', 'levels', 4], [3, 'point3', 'point100', 85], [8.5, 'point10Decimal', 'point100', 85]]) {
    assert.equal(all.convertRating(value, from, to), other, `${value} ${from} ${to}`);
  }
  assert.equal(all.convertRating(0, 'point10', 'stars'), undefined);
  assert.equal(all.ratingWord(5, 'levels'), 'Outstanding');
  assert.equal(all.ratingWord(5, 'point10'), undefined);
  refused(() => all.convertRating(1, 'point10', 'thumbs'));
});

test('a binge is shown on the days its episodes were aired', () => {
  const episodes = [1, 2, 3, 4, 5].map(number => ({
    series: 'tt9', episode: `1:${number}`, watchedAt: NOON + number * 60_000, airedOn: `2020-01-0${number}`,
  }));
  assert.deepEqual(all.detectBinge(episodes, UTC), episodes.map(({ airedOn }) => airedOn));
  assert.deepEqual(all.detectBinge(episodes.slice(1), UTC), [null, null, null, null]);
  refused(() => all.detectBinge([{}], UTC));
});

test('a few rows of several origins are merged without a history', () => {
  const merged = all.mergeHistory([
    { ...play(1, NOON + HOUR, { imdb: 'tt9001' }), origin: 'service:trakt' },
    { ...play(1, NOON, { imdb: 'tt9001', simkl: 5 }), origin: 'service:simkl' },
    { ...play(2, NOON + 48 * HOUR), origin: 'player' },
  ], UTC);
  assert.deepEqual(merged.map(({ at, entries }) => [at, entries.sort()]), [[NOON, [0, 1]], [NOON + 48 * HOUR, [2]]]);
  assert.deepEqual(merged[0].work.ids, { imdb: 'tt9001', simkl: 5 });
  refused(() => all.mergeHistory([{}], UTC));
});

test('a zone has the offsets that Intl has', () => {
  const berlin = all.zoneOf('Europe/Berlin');
  const offset = at => berlin.transitions.findLast(([from]) => from <= at)?.[1] ?? berlin.first;
  for (const [text, hours] of [['2024-03-31T00:59:59Z', 1], ['2024-03-31T01:00:00Z', 2], ['2024-10-27T00:59:59Z', 2],
    ['2024-10-27T01:00:00Z', 1]]) {
    assert.equal(offset(Date.parse(text)), hours * HOUR, text);
  }
  assert.deepEqual(all.zoneOf('UTC'), { first: 0, transitions: [] });
  assert.ok(new History().length === 0, 'that of this machine, where none is named');
  refused(() => all.zoneOf('Atlantis/Centre'));
});

test('a history that was freed says so, and twice does no harm', () => {
  const history = new History(UTC);
  history.free();
  history.free();
  history[Symbol.dispose]?.();
  assert.throws(() => history.length);
  refused(() => new History({ zone: { first: 9e9, transitions: [] } }));
  refused(() => new History(UTC).add([{}]));
  refused(() => new History(UTC).add([], 'nobody'));
});
