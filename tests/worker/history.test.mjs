// The library: what is played, marked, rated and listed is kept, and read again as one.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { episode, film, musicRule, play, startWorld, track, until } from '../support/world.mjs';

let world;
before(async () => { world = await startWorld(); });
after(() => world?.stop());

const iso = (ms) => new Date(ms).toISOString();
const movie = (tmdb, more = {}) => ({ kind: 'movie', title: `Lakes ${tmdb}`, year: 2001, ids: { tmdb }, ...more });
const book = { kind: 'book', title: 'Tides', authors: ['Ada Pier'], isbn13: '9780000000019' };
const boats = { title: 'Slow Boats', year: 2026, ids: { tmdb: 99000010 } };

/** Somebody new, known to the hub. */
async function somebody() {
  const me = world.person();
  await me.get('user/services');
  return me;
}

/** All pages of a list. */
async function all(me, path, member = 'plays') {
  const rows = [];
  for (let cursor = ''; ;) {
    const { status, data } = await me.get(`${path}${path.includes('?') ? '&' : '?'}${cursor && `cursor=${cursor}`}`);
    assert.equal(status, 200);
    rows.push(...data[member]);
    if (data.next === null) return rows;
    cursor = data.next;
  }
}

const titles = (rows) => rows.map(({ title }) => title);

async function refused(asked, status, code) {
  const { status: got, data } = await asked;
  assert.deepEqual([got, data.code], [status, code], data.detail);
  return data.detail;
}

test('a play that counted is in the library, once, and stays there', async () => {
  const me = await somebody();
  const watched = play(film, { at: Date.now() - 3_600_000 });
  const heard = play(track, { duration: 120, rule: musicRule });
  // Another rule of the same play, met later.
  const again = { ...watched.watched, seq: 20, rule: { ...watched.watched.rule, id: 'video:90:0.5', percent: 90 }, watchedAt: watched.watchedAt + 20_000 };
  for (const facts of [[watched.started, watched.watched], [watched.watched, again, watched.stopped], [heard.started, heard.watched, heard.stopped]]) {
    assert.equal((await me.send(...facts)).status, 202);
  }
  const paused = play(episode(1));
  await me.send(paused.started, paused.paused);

  const expected = [
    { title: 'The Demo Ensemble – Harbour at Six', at: heard.startedAt, id: heard.playId },
    { title: film.title, at: watched.watchedAt, id: watched.playId },
  ];
  const look = (plays) => plays.map(({ title, watched_at, told_by }) => ({ title, at: Date.parse(watched_at), id: told_by[0].id }));
  const plays = await all(me, 'history');
  assert.deepEqual(look(plays), expected);
  assert.deepEqual(plays[1].told_by, [{ origin: 'player', id: watched.playId, watched_at: iso(watched.watchedAt) }]);
  assert.deepEqual(plays[1].work, film);

  await world.kill();
  assert.deepEqual(await all(me, 'history'), plays);
});

describe('plays that a person marks', () => {
  test('are kept with what is known of when they were', async () => {
    const me = await somebody();
    const before = world.now();
    const { status, data } = await me.post('history', {
      plays: [
        { work: movie(1), watched_at: '2024-03-05T20:00:00Z', rewatch: true },
        { work: movie(2), watched_on: '2023-07' },
        { work: movie(3), watched_at: 'released' },
        { work: movie(4), watched_at: 'undated' },
        { work: { kind: 'episode', show: boats, season: 1, number: 2, ids: {} }, watched_on: '2024-03-06' },
        { work: book },
      ],
    });
    assert.equal(status, 201);
    assert.deepEqual([data.ids.length, data.new, data.known], [6, 6, 0]);
    const plays = await all(me, 'history?limit=2');
    assert.deepEqual(titles(plays), ['Tides', 'Slow Boats 1x02', 'Lakes 1', 'Lakes 2', 'Lakes 3', 'Lakes 4']);
    assert.deepEqual(plays.map(({ id }) => id), [5, 4, 0, 1, 2, 3].map((at) => data.ids[at]));
    assert.ok(Date.parse(plays[0].watched_at) >= before - 1000);
    assert.deepEqual(plays.map(({ watched_at, watched_on, rewatch }) => watched_on ?? (rewatch ? watched_at : undefined)),
      [undefined, '2024-03-06', '2024-03-05T20:00:00.000Z', '2023-07', '2001', undefined]);
    await world.kill();
    assert.deepEqual(await all(me, 'history'), plays);
  });

  test('are kept on the day the work came out', async () => {
    const me = await somebody();
    const marked = [
      [{ kind: 'movie', title: 'Inception', ids: { tmdb: 27205 } }, '2010-07-15'],
      [{ ...episode(1), title: undefined }, '2026-01-04'],
      [movie(3, { year: 1999 }), '1999'],
    ];
    const { status, data } = await me.post('history', { plays: marked.map(([work]) => ({ work, watched_at: 'released' })) });
    assert.equal(status, 201, data.detail);
    const plays = await all(me, 'history');
    assert.deepEqual(data.ids.map((id) => plays.find((play) => play.id === id).watched_on), marked.map(([, day]) => day));
  });

  test('are kept once under their ids', async () => {
    const me = await somebody();
    const marked = { plays: [{ work: movie(1), play_id: 'mark-1' }, { work: movie(1), play_id: 'mark-1' }, { work: movie(2), play_id: 'mark-2' }] };
    const first = (await me.post('history', marked)).data;
    assert.deepEqual([first.new, first.known], [2, 1]);
    assert.equal(first.ids[0], first.ids[1]);
    const second = (await me.post('history', marked)).data;
    assert.deepEqual(second, { ids: first.ids, new: 0, known: 3 });
    assert.equal((await all(me, 'history')).length, 2);
  });

  test('are found by when, what and where', async () => {
    const me = await somebody();
    await me.post('history', {
      plays: [
        { work: movie(1), watched_at: '2024-03-05T20:00:00Z' },
        { work: movie(2), watched_on: '2023-07' },
        { work: movie(4), watched_at: 'undated' },
        { work: { kind: 'episode', show: { ...boats, title: 'Slöw  Boats' }, season: 1, number: 2, ids: {} }, watched_at: '2024-03-06T20:00:00Z' },
        { work: book, watched_on: '2022-01-01' },
      ],
    });
    for (const [query, found] of [
      ['from=2024', ['Slöw  Boats 1x02', 'Lakes 1']],
      ['from=2024-03-06', ['Slöw  Boats 1x02']],
      ['from=2024-03-05T20:00:00Z&to=2024-03-05T20:00:00Z', ['Lakes 1']],
      ['to=2023', ['Lakes 2', 'Tides']],
      ['from=2023-07&to=2023-07', ['Lakes 2']],
      ['kind=book', ['Tides']],
      ['kind=movie', ['Lakes 1', 'Lakes 2', 'Lakes 4']],
      ['q=lAkes', ['Lakes 1', 'Lakes 2', 'Lakes 4']],
      ['q=slow+boats', ['Slöw  Boats 1x02']],
      ['service=player&q=tides', ['Tides']],
      ['service=trakt', []],
      ['q=nothing', []],
    ]) assert.deepEqual(titles(await all(me, `history?limit=1&${query}`)), found, query);
  });

  test('are counted by day, and any part of them, or one, is had', async () => {
    const me = await somebody();
    await me.call('PUT', 'user/time_zone', { time_zone: 'Europe/Berlin' });
    const { data: { ids } } = await me.post('history', {
      plays: [
        { work: movie(1), watched_at: '2024-03-05T23:30:00Z' },
        { work: movie(2), watched_at: '2024-03-06T20:00:00Z' },
        { work: movie(3), watched_on: '2023-07' },
        { work: movie(4), watched_at: 'undated' },
        { work: book, watched_on: '2022-01-01' },
      ],
    });
    const days = async (query) => {
      const { data } = await me.get(`history?days=true&limit=1${query}`);
      return [data.days, data.undated];
    };
    assert.deepEqual(await days(''), [[['2024-03-06', 2], ['2023-07-01', 1], ['2022-01-01', 1]], 1]);
    assert.deepEqual(await days('&kind=movie&to=2024-03-06&skip=2'), [[['2024-03-06', 2], ['2023-07-01', 1]], 0]);
    assert.deepEqual(await days('&q=nothing'), [[], 0]);
    assert.equal('days' in (await me.get('history')).data, false);
    const part = async (query) => titles((await me.get(`history?${query}`)).data.plays);
    assert.deepEqual(await part('skip=1&limit=2'), ['Lakes 1', 'Lakes 3']);
    assert.deepEqual(await part('skip=2&kind=movie'), ['Lakes 3', 'Lakes 4']);
    assert.deepEqual(await part('skip=9'), []);
    assert.deepEqual(await part(`id=${ids[4]}`), ['Tides']);
    assert.deepEqual(await part('id=0000000000000000'), []);
    for (const query of ['skip=-1', 'id=x']) await refused(me.get(`history?${query}`), 400, 'bad_request');
  });

  test('of nothing, of a whole show or of tomorrow are refused', async () => {
    const me = await somebody();
    const mark = (more) => me.post('history', { plays: [{ work: movie(1) }, { work: movie(1), ...more }] });
    for (const [body, field] of [
      ['{', 'cannot be read'],
      [{}, 'plays'],
      [{ plays: [] }, 'plays'],
      [{ plays: [{}] }, 'work'],
      [{ plays: Array.from({ length: 501 }, () => ({ work: { kind: 'movie', title: 'x', ids: {} } })) }, '500'],
    ]) assert.match(await refused(me.post('history', body), 400, 'bad_request'), new RegExp(field));
    for (const [more, field] of [
      [{ work: { kind: 'show', ...boats } }, 'work'],
      [{ work: { kind: 'movie', title: '', ids: {} } }, 'work: an id or a title'],
      [{ work: movie(1, { title: 'x'.repeat(5000) }) }, '4,096'],
      [{ watched_at: 'yesterday' }, 'watched_at'],
      [{ watched_at: iso(world.now() + 600_000) }, 'future'],
      [{ watched_on: '2024-02-30' }, 'watched_on'],
      [{ watched_on: '2999' }, 'future'],
      [{ watched_on: '2024', watched_at: 'undated' }, 'watched_on'],
      [{ work: { kind: 'movie', title: 'Nobody heard of it', ids: {} }, watched_at: 'released' }, 'came out'],
      [{ play_id: 'a b' }, 'play_id'],
    ]) assert.match(await refused(mark(more), 400, 'bad_request'), new RegExp(`plays\\[1\\].*${field}`));
    for (const query of ['from=yesterday', 'to=2024-13', 'kind=song', 'limit=0', 'limit=1001', 'cursor=1', 'cursor=a.0000000000000000']) {
      await refused(me.get(`history?${query}`), 400, 'bad_request');
    }
    assert.deepEqual(await all(me, 'history'), []);
  });
});

describe('plays that are taken back', () => {
  test('are gone, by any of their ids, and stay away', async () => {
    const me = await somebody();
    const { data } = await me.post('history', { plays: [1, 2, 3].map((tmdb) => ({ work: movie(tmdb), watched_at: '2024-03-05T20:00:00Z' })) });
    const remove = (ids) => me.call('DELETE', 'history', { ids });
    assert.deepEqual((await remove([data.ids[0], '0000000000000000'])).data, { removed: 1 });
    assert.deepEqual(titles(await all(me, 'history')).sort(), ['Lakes 2', 'Lakes 3']);
    await world.kill();
    assert.deepEqual((await remove(data.ids)).data, { removed: 2 });
    assert.deepEqual((await remove(data.ids)).data, { removed: 0 });
    for (const body of ['{', {}, { ids: [] }, { ids: ['x'] }, { ids: [1] }]) await refused(me.call('DELETE', 'history', body), 400, 'bad_request');
    await world.kill();
    assert.deepEqual(await all(me, 'history'), []);
  });

  test('go with all that was told of them, and are not delivered any more', async () => {
    const me = world.person();
    await me.connect('trakt');
    await me.connectListenBrainz();
    await world.control('faults', { path: '/sync/history', kind: 'status', status: 503, times: 50 });
    // Long ago: it goes to the history, and waits for the service.
    const watched = play(film, { at: world.now() - 86_400_000 });
    await me.send(watched.started, watched.watched, watched.stopped);
    await until(async () => (await me.get('outbox')).data.entries.some(({ attempts }) => attempts > 0));
    // As if a sync had told of it.
    const row = { id: '77', work: { ...film, ids: { imdb: film.ids.imdb, trakt: 5 } }, at: watched.watchedAt + 60_000 };
    await world.sql(`INSERT INTO notes (profile, shelf, body) SELECT 'main', 'ours', '${JSON.stringify({ hear: { listing: 'history', origin: 'service:trakt', rows: [row] } })}'
      FROM plays WHERE play_id = '${watched.playId}'`);
    await world.kill();
    const [one, ...others] = await all(me, 'history?service=trakt');
    assert.deepEqual(others, []);
    assert.deepEqual(one.told_by.map(({ origin }) => origin).sort(), ['player', 'service:trakt']);
    assert.equal(Date.parse(one.watched_at), watched.watchedAt, 'the earliest counts');
    assert.deepEqual(one.work.ids, { ...film.ids, trakt: 5 });
    assert.deepEqual((await me.call('DELETE', 'history', { ids: [one.id] })).data, { removed: 1 });
    assert.deepEqual(await all(me, 'history'), []);
    assert.deepEqual((await me.get('outbox')).data.entries, []);
    // Its rule is met once more, by a player that heard nothing of it.
    await me.send({ ...watched.watched, seq: 40, rule: { ...watched.watched.rule, id: 'video:90:0.5', percent: 90 } });
    assert.deepEqual(await all(me, 'history'), []);
    await world.control('faults', { path: '/sync/history', kind: 'status', status: 503, times: 0 });
  });
});

test('what one account held is nothing to another', async () => {
  const me = world.person();
  await me.connect('trakt', 'ada');
  const note = JSON.stringify({ hear: { listing: 'history', origin: 'service:trakt', rows: [{ id: '78', work: movie(78), at: 1 }] } });
  await world.sql(`INSERT INTO notes (profile, shelf, body) SELECT 'main', 'before:trakt', '${note}' FROM connections WHERE body LIKE '%"ada"%'`);
  const held = async () => (await world.sql("SELECT body FROM notes WHERE shelf = 'before:trakt'")).filter(({ body }) => body === note).length;
  await me.post('user/services/trakt/disconnect');
  await me.connect('trakt', 'ada');
  assert.equal(await held(), 1, 'the same one again');
  await me.connect('trakt', 'bob');
  assert.equal(await held(), 0);
});

describe('what is said of works', () => {
  test('ratings: the newest counts', async () => {
    const me = await somebody();
    const rate = (...ratings) => me.call('PUT', 'ratings', { ratings });
    assert.deepEqual((await rate({ work: movie(1), rating: 85 }, { work: { kind: 'show', ...boats }, rating: 100 }, { work: movie(2), rating: 40, rated_at: '2024-03-05T20:00:00Z' })).data, { kept: 3 });
    await rate({ work: movie(1, { ids: { tmdb: 1, imdb: 'tt0000001' } }), rating: 70 }, { work: movie(2), rating: 10, rated_at: '2023-03-05T20:00:00Z' });
    const ratings = await all(me, 'ratings?limit=2', 'ratings');
    assert.deepEqual(ratings.map(({ title, rating }) => [title, rating]), [['Lakes 1', 70], ['Slow Boats', 100], ['Lakes 2', 40]]);
    assert.deepEqual(ratings[0].work.ids, { tmdb: 1, imdb: 'tt0000001' });
    assert.deepEqual([ratings[2].rated_at, ratings[2].told_by], ['2024-03-05T20:00:00.000Z', ['player']]);
    assert.deepEqual(titles(await all(me, 'ratings?kind=show', 'ratings')), ['Slow Boats']);
    assert.deepEqual(titles(await all(me, 'ratings?q=lakes', 'ratings')), ['Lakes 1', 'Lakes 2']);
    await world.kill();
    assert.deepEqual(await all(me, 'ratings', 'ratings'), ratings);
    assert.deepEqual((await me.call('DELETE', 'ratings', { works: [movie(9), movie(5, { ids: { imdb: 'tt0000001' } })], ids: [ratings[1].id] })).data, { removed: 2 });
    assert.deepEqual(titles(await all(me, 'ratings', 'ratings')), ['Lakes 2']);
    for (const wrong of [{ rating: 0 }, { rating: 101 }, { rating: 'good' }, {}, { rating: 5, rated_at: 'x' }, { rating: 5, rated_at: '2999-01-01T00:00:00Z' }]) {
      await refused(rate({ work: movie(1), ...wrong }), 400, 'bad_request');
    }
    for (const body of ['', {}, { ratings: [] }]) await refused(me.call('PUT', 'ratings', body), 400, 'bad_request');
    for (const body of ['', {}, { ids: ['x'] }]) await refused(me.call('DELETE', 'ratings', body), 400, 'bad_request');
    await refused(me.get('ratings?kind=x'), 400, 'bad_request');
    await refused(me.call('PATCH', 'ratings', {}), 405, 'method_not_allowed');
  });

  for (const list of ['watchlist', 'collection', 'loved']) {
    test(`${list}: works go on it and come off`, async () => {
      const me = await somebody();
      const works = list === 'loved' ? [track, { ...track, title: 'Pier' }] : [movie(1), { kind: 'show', ...boats }];
      assert.deepEqual((await me.post(list, { works })).data, { kept: 2 });
      await me.post(list, { works });
      const items = await all(me, list, 'items');
      assert.equal(items.length, 2);
      assert.deepEqual(items.map(({ work }) => work.title).sort(), works.map(({ title }) => title).sort());
      assert.ok(items.every(({ listed_at, told_by }) => Date.parse(listed_at) > 0 && told_by[0] === 'player'));
      await world.kill();
      assert.deepEqual((await me.call('DELETE', list, { works: [works[0]] })).data, { removed: 1 });
      assert.deepEqual((await me.call('DELETE', list, { works: [works[0]] })).data, { removed: 0 });
      assert.deepEqual((await all(me, list, 'items')).map(({ work }) => work.title), [works[1].title]);
      for (const body of ['', {}, { works: [] }, { works: [{ kind: 'movie', title: '', ids: {} }] }]) await refused(me.post(list, body), 400, 'bad_request');
      if (list === 'loved') await refused(me.post(list, { works: [movie(1)] }), 400, 'bad_request');
    });
  }

  test('status: what is not said stays', async () => {
    const me = await somebody();
    const stand = (...statuses) => me.call('PUT', 'status', { statuses });
    const show = { kind: 'show', ...boats };
    await stand({ work: show, status: 'current', progress: 3, started_on: '2024-03-01' }, { work: book, status: 'completed', finished_on: '2024-02' });
    await stand({ work: { ...show, ids: { tmdb: 99000010, tvdb: 9 } }, progress: 4 });
    const statuses = await all(me, 'status', 'statuses');
    const { status, progress, started_on, work } = statuses.find(({ title }) => title === 'Slow Boats');
    assert.deepEqual([status, progress, started_on, work.ids.tvdb], ['current', 4, '2024-03-01', 9]);
    const read = statuses.find(({ title }) => title === 'Tides');
    assert.deepEqual([read.status, read.finished_on], ['completed', '2024-02']);
    assert.deepEqual(await all(me, 'history'), [], 'to be through is no play');
    await world.kill();
    assert.deepEqual((await me.call('DELETE', 'status', { works: [show] })).data, { removed: 1 });
    assert.deepEqual(titles(await all(me, 'status', 'statuses')), ['Tides']);
    for (const wrong of [{ status: 'seen' }, { progress: -1 }, { finished_on: 'x' }, { work: {} }]) {
      await refused(stand({ work: show, ...wrong }), 400, 'bad_request');
    }
  });
});

test('an item is known by its key, whoever told of it', async () => {
  const me = await somebody();
  const watched = play(episode(1), { at: world.now() - 3_600_000 });
  await me.send(watched.started, watched.watched, watched.stopped);
  await me.post('history', { plays: [{ work: movie(1), watched_at: '2024-03-05T20:00:00Z' }, { work: movie(1), watched_at: '2024-05-05T20:00:00Z' }, { work: { ...track, title: 'Pier' }, watched_at: 'undated' }] });
  await me.call('PUT', 'ratings', { ratings: [{ work: movie(1), rating: 90 }, { work: movie(2), rating: 10 }] });
  const keys = ['tmdb:1', 'tmdb:2', 'tmdb:3', 'tmdb:99000010::tmdb:99000010:1:1', 'tt99000010::tt99000010:1:2', 'track:the demo ensemble:pier'];
  const { states } = (await me.get(`state?ids=${keys.map(encodeURIComponent).join(',')}`)).data;
  assert.deepEqual(states, {
    'tmdb:1': { watched: true, plays: 2, last_watched_at: '2024-05-05T20:00:00.000Z', rating: 90 },
    'tmdb:2': { watched: false, plays: 0, rating: 10 },
    'tmdb:3': { watched: false, plays: 0 },
    [keys[3]]: { watched: true, plays: 1, last_watched_at: iso(watched.watchedAt) },
    [keys[4]]: { watched: false, plays: 0 },
    [keys[5]]: { watched: true, plays: 1 },
  });
});

test('the library in numbers, and in files', async () => {
  const me = await somebody();
  const heard = play(track, { at: world.now() - 60_000, duration: 120, rule: musicRule });
  await me.send(heard.started, heard.watched, heard.stopped);
  await me.post('history', {
    plays: [
      { work: movie(1), watched_at: '2024-03-05T20:00:00Z' },
      { work: movie(2), watched_on: '2024-03-06' },
      { work: movie(3), watched_at: 'undated' },
      { work: { kind: 'episode', show: boats, season: 1, number: 2, ids: {} }, watched_at: '2024-02-29T20:00:00Z' },
      { work: book, watched_on: '2022-01-01' },
    ],
  });
  await me.call('PUT', 'ratings', { ratings: [{ work: movie(1), rating: 90 }] });
  const { data: stats } = await me.get('stats');
  assert.deepEqual(stats.totals, {
    movie: { plays: 3, works: 3, minutes: 0, unmeasured: 3 },
    episode: { plays: 1, works: 1, minutes: 0, unmeasured: 1 },
    track: { plays: 1, works: 1, minutes: 2, unmeasured: 0 },
    book: { plays: 1, works: 1, minutes: 0, unmeasured: 1 },
  });
  assert.deepEqual(stats.months.slice(0, 3), [
    { from: '2022-01', plays: { book: 1 }, minutes: 0 },
    { from: '2024-02', plays: { episode: 1 }, minutes: 0 },
    { from: '2024-03', plays: { movie: 2 }, minutes: 0 },
  ]);
  assert.deepEqual([stats.undated, stats.streak.longest, stats.ratings[8]], [1, 2, 1]);
  assert.deepEqual([titles(stats.shows), titles(stats.artists)], [['Slow Boats'], ['The Demo Ensemble']]);
  const march = (await me.get('stats?from=2024-03&to=2024-03')).data;
  assert.deepEqual([Object.keys(march.totals), march.undated], [['movie'], 0]);
  assert.equal(march.days.reduce((sum, [, plays]) => sum + plays, 0), march.totals.movie.plays);
  assert.ok(march.days.every(([day]) => day.startsWith('2024-03-')));
  assert.equal(march.films.length, march.totals.movie.works);
  await refused(me.get('stats?from=x'), 400, 'bad_request');

  const own = await me.get('export');
  assert.match(own.headers.get('content-disposition'), /^attachment; filename="playtally-\d{4}-\d\d-\d\d\.json"$/);
  const rows = own.data.rows.map(({ listing, work }) => `${listing} ${work.title ?? work.show.title}`).sort();
  assert.deepEqual(rows, ['history Harbour at Six', 'history Lakes 1', 'history Lakes 2', 'history Lakes 3', 'history Slow Boats', 'history Tides', 'ratings Lakes 1']);
  const zip = await me.get('export?format=letterboxd');
  assert.equal(zip.headers.get('content-type'), 'application/zip');
  assert.ok(zip.text.startsWith('PK') && zip.text.includes('1,,Lakes 1,2001,2024-03-05,false,9,'), zip.text);
  assert.ok(!zip.text.includes('Slow Boats'));
  assert.match((await me.get('export?format=goodreads')).text, /Tides,Ada Pier,9780000000019/);
  await refused(me.get('export?format=trakt'), 400, 'bad_request');
});

test('the day of a play is that of the person\'s time zone, in summer as in winter', async () => {
  const me = await somebody();
  const zone = (name) => me.call('PUT', 'user/time_zone', { time_zone: name });
  const told = async () => (await me.get('user/time_zone')).data;
  assert.deepEqual(await told(), { time_zone: null, utc_offset: 0 });
  // An hour and a half before midnight in London.
  const plays = ['2024-01-05T22:30:00Z', '2024-07-05T22:30:00Z'].map((at, i) => ({ work: movie(i + 1), watched_at: at }));
  await me.post('history', { plays });
  const on = async (day) => titles((await me.get(`history?from=${day}&to=${day}`)).data.plays);
  const days = () => Promise.all(['2024-01-05', '2024-01-06', '2024-07-05', '2024-07-06'].map(on));
  const [winter, summer] = [['Lakes 1'], ['Lakes 2']];
  const { started } = play(film, { at: Date.now() });
  for (const [minutes, expected] of [[60, [winter, [], summer, []]], [120, [[], winter, [], summer]]]) {
    assert.equal((await me.post('scrobble', { facts: [started], utc_offset: minutes })).status, 202);
    assert.deepEqual([await days(), await told()], [expected, { time_zone: null, utc_offset: minutes }]);
  }
  assert.equal((await zone('europe/berlin')).status, 200);
  const berlin = await told();
  assert.equal(berlin.time_zone, 'Europe/Berlin');
  await world.kill();
  // What a player says of its own clock is of no account then.
  assert.equal((await me.post('scrobble', { facts: [started], utc_offset: -300 })).status, 202);
  assert.deepEqual([await days(), await told()], [[winter, [], [], summer], berlin]);
  assert.equal((await me.get('stats?from=2024-07-06&to=2024-07-06')).data.totals.movie.plays, 1);
  for (const wrong of ['Nowhere/There', '', 5, undefined, 'x'.repeat(1000)]) await refused(zone(wrong), 400, 'bad_request');
  assert.equal((await zone(null)).data.utc_offset, -300);
  assert.deepEqual(await days(), [winter, [], summer, []]);
});

test('a paired player neither reads the library nor changes it', async () => {
  const me = await somebody();
  const { data: { code } } = await me.post('user/devices', { name: 'TV' });
  const { data: { token } } = await me.call('POST', 'pair', { code, name: 'TV' }, { origin: 'https://player.example' });
  const headers = { authorization: `Bearer ${token}`, origin: 'https://player.example' };
  const player = world.person();
  const { data: { ids } } = await me.post('history', { plays: [{ work: movie(1) }] });
  const works = [movie(1)];
  const forbidden = [
    ['GET', 'history'], ['GET', 'ratings'], ['GET', 'stats'], ['GET', 'export'],
    ['POST', 'history', { plays: [{ work: movie(2) }] }], ['DELETE', 'history', { ids }],
    ['PUT', 'ratings', { ratings: [{ work: movie(1), rating: 80 }] }], ['DELETE', 'ratings', { works }],
    ['POST', 'watchlist', { works }], ['DELETE', 'watchlist', { works }],
    ['PUT', 'status', { statuses: [{ work: movie(1), status: 'planned' }] }], ['DELETE', 'status', { works }],
    ['POST', 'user/services/trakt/sync?dry=1'],
  ];
  for (const [method, path, body] of forbidden) await refused(player.call(method, path, body, headers), 403, 'scope');
  assert.equal((await all(me, 'history')).length, 1);
  const nobody = world.person();
  for (const path of ['history', 'ratings', 'stats', 'export']) await refused(nobody.get(path), 401, 'no_session');
});

test('10,000 plays are paged, though the object dies in between', async () => {
  const me = await somebody();
  const from = Date.parse('2020-01-01T00:00:00Z');
  const each = 250;
  for (let at = 0; at < 10_000; at += each) {
    const plays = Array.from({ length: each }, (_, i) => ({ work: { kind: 'movie', title: `F${(at + i) % 900}`, year: 2001, ids: { tmdb: ((at + i) % 900) + 1 } }, watched_at: iso(from + (at + i) * 7_200_000), play_id: `p-${at + i}` }));
    const { status, data } = await me.post('history', { plays });
    assert.equal(status, 201, JSON.stringify(data));
    if (at % 4_000 === 0) await world.kill();
  }
  const seen = new Set();
  let last = Infinity;
  let pages = 0;
  for (let cursor = ''; cursor !== null; pages += 1) {
    const { data } = await me.get(`history?limit=1000${cursor && `&cursor=${cursor}`}`);
    for (const { id, watched_at } of data.plays) {
      assert.ok(Date.parse(watched_at) < last);
      last = Date.parse(watched_at);
      seen.add(id);
    }
    // A play that comes meanwhile moves none to another page.
    if (pages === 4) await me.post('history', { plays: [{ work: movie(5000), play_id: randomUUID() }] });
    if (pages === 5) await world.kill();
    cursor = data.next;
  }
  assert.deepEqual([seen.size, pages, last], [10_000, 10, from]);
});
