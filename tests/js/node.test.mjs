// The packed package in Node: usable at once, with the table of ids, a session and its errors.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { install } from './support/installed.mjs';

const lake = { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: 'tt99000001' } };
const load = { type: 'load', playId: 'play-1', media: lake, duration: 100 };

let folder;
let playtally;

before(async () => {
  folder = install('installed-node');
  playtally = await import(pathToFileURL(join(folder, 'dist', 'node.js')));
});

function fails(call, code) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.ok(error instanceof playtally.ScrobbleError);
    assert.ok(playtally.isScrobbleError(error));
    assert.equal(error.name, 'ScrobbleError');
    assert.equal(error.code, code);
    return error;
  }
  return assert.fail('nothing was thrown');
}

test('its entries lead to files that are there', () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = Object.values(exports).flatMap(entry => typeof entry === 'string' ? [entry] : Object.values(entry));
  for (const file of files) assert.ok(readFileSync(join(folder, file)).length > 0, file);
  for (const conditions of Object.values(exports).filter(entry => typeof entry === 'object')) {
    const names = Object.keys(conditions);
    assert.equal(names[0], 'types');
    assert.equal(names.at(-1), 'default');
  }
});

test('ids and keys: what can be said, and undefined where it cannot', () => {
  const {
    canTrackMedia, createCompositeKey, createVideoId, extractImdbId, isImdbId, parseCompositeKey,
    parseMediaId, parseVideoId,
  } = playtally;
  assert.equal(createVideoId('tt0903747', 1, 5), 'tt0903747:1:5');
  assert.deepEqual(parseVideoId('tt0903747:1:5'), { showId: 'tt0903747', season: 1, episode: 5 });
  assert.deepEqual(parseVideoId('tt0903747:0:5'), { showId: 'tt0903747', season: 0, episode: 5 });
  for (const text of ['tt0903747:1', 'tt0903747:x:5', 'tt0903747:1:5x', ':1:5', 'tt0903747:-1:5']) {
    assert.equal(parseVideoId(text), undefined, text);
  }
  assert.equal(createCompositeKey('tt0903747', 'tt0903747:1:5'), 'tt0903747::tt0903747:1:5');
  assert.equal(createCompositeKey('tt1375666'), 'tt1375666');
  for (const number of [NaN, -1, 1.7, 2 ** 32, '1', undefined]) {
    fails(() => createVideoId('tt0903747', number, 5), 'bad_input');
    fails(() => createVideoId('tt0903747', 1, number), 'bad_input');
  }
  for (const nothing of [undefined, null, 5]) {
    fails(() => createVideoId(nothing, 1, 1), 'bad_input');
    fails(() => createCompositeKey(nothing), 'bad_input');
    assert.equal(isImdbId(nothing), false);
    assert.equal(canTrackMedia(nothing), false);
    for (const read of [extractImdbId, parseVideoId, parseCompositeKey, parseMediaId]) assert.equal(read(nothing), undefined);
  }
  assert.deepEqual(parseCompositeKey('tt0903747::tt0903747:1:5'), { mediaId: 'tt0903747', videoId: 'tt0903747:1:5' });
  assert.deepEqual(parseCompositeKey('tt1375666'), { mediaId: 'tt1375666' });
  assert.equal(isImdbId('tt1375666'), true);
  for (const text of ['tt', 'tt12a', 'TT1', ' tt1']) assert.equal(isImdbId(text), false, text);
  assert.equal(extractImdbId('https://www.imdb.com/title/tt1375666/?ref=x'), 'tt1375666');
  assert.equal(extractImdbId('no id'), undefined);
  assert.equal(canTrackMedia('tt1375666'), true);
  assert.equal(canTrackMedia('x', { title: 'Dune' }), true);
  assert.equal(canTrackMedia('x', { tmdbId: 603 }), true);
  assert.equal(canTrackMedia('x', { tvdbId: 81189 }), true);
  assert.equal(canTrackMedia('x'), false);
  const episode = parseMediaId('tmdb:1396:1:5');
  assert.deepEqual([episode.source, episode.id, episode.season, episode.episode], ['tmdb', '1396', 1, 5]);
  assert.equal(parseMediaId('nothing known'), undefined);
});

test('rules are data, and say when a setting had to be moved', () => {
  assert.deepEqual(playtally.videoRule(), { id: 'video:80:0.5', type: 'video', percent: 80, factor: 0.5 });
  assert.deepEqual(playtally.musicRule(), { id: 'music:50:240', type: 'music', percent: 50, seconds: 240 });
  assert.deepEqual(playtally.timeRule(), { id: 'time:600', type: 'time', seconds: 600 });
  assert.deepEqual(playtally.presetRule('dodostream'), {
    id: 'video:90:0.5:5', type: 'video', percent: 90, factor: 0.5, start: 5,
  });
  assert.equal(playtally.presetRule('nobody'), undefined);
  const high = playtally.videoRule(100, 0.5);
  assert.equal(high.percent, 95);
  assert.deepEqual(high.clamped, [{ setting: 'percent', from: 100, to: 95, why: 'too_high' }]);
  assert.deepEqual(playtally.musicRule(-1).clamped, [{ setting: 'percent', from: -1, to: 1, why: 'too_low' }]);
  assert.deepEqual(playtally.videoRule(NaN).clamped, [{ setting: 'percent', to: 80, why: 'not_a_number' }]);
});

test('a play counts once, and survives a restart at every event', () => {
  const rules = [playtally.videoRule()];
  let session = new playtally.ScrobbleSession({ rules });
  const facts = [];
  const step = (act) => {
    facts.push(...act(session));
    session = playtally.ScrobbleSession.restore(session.snapshot(), { rules });
  };
  step(s => s.handle(load, 0));
  step(s => s.handle({ type: 'play', position: 0 }, 0));
  for (let second = 1; second <= 99; second += 1) step(s => s.time(second, second * 1000));
  assert.equal(session.progress(99_000).share, 1);
  assert.equal(session.savedPlace.position, 99);
  assert.equal(typeof session.wakeAt, 'number');
  step(s => s.handle({ type: 'ended' }, 100_000));
  assert.deepEqual(facts.map(fact => [fact.seq, fact.type]), [[1, 'started'], [2, 'watched'], [3, 'stopped']]);
  assert.deepEqual(facts[0].media, lake);
  assert.equal(facts[1].rule.id, 'video:80:0.5');
  assert.equal(facts[1].watchedAt, 80_000);
  assert.equal(facts[2].credit, 100_000);
});

test('a time event that changes nothing gives one shared, empty answer', () => {
  const session = new playtally.ScrobbleSession({ rules: [playtally.videoRule()] });
  session.handle(load, 0);
  session.handle({ type: 'play', position: 0 }, 0);
  assert.equal(session.time(1, 1000), session.time(2, 2000));
  session[Symbol.dispose]();
});

test('bad input is an error with a code, names the field, and leaves the session as it was', () => {
  const session = new playtally.ScrobbleSession({ rules: [playtally.videoRule()] });
  session.handle(load, 0);
  const before = session.snapshot();
  for (let round = 0; round < 1000; round += 1) {
    fails(() => session.handle({ type: 'no such event' }, 0), 'bad_input');
    fails(() => session.handle({ type: 'load', playId: 7, media: lake }, 0), 'bad_input');
  }
  assert.match(fails(() => session.handle({ type: 'play', position: 'x' }, 0), 'bad_input').message, /`position`/);
  assert.match(fails(() => session.handle({ type: 'play' }, 0), 'bad_input').message, /`position`/);
  fails(() => session.handle(undefined, 0), 'bad_input');
  assert.equal(session.snapshot(), before);
  assert.equal(session.handle({ type: 'play', position: 0 }, 0).length, 1);
  fails(() => new playtally.ScrobbleSession({ rules: [{}] }), 'bad_input');
  fails(() => playtally.ScrobbleSession.restore('half a snaps'), 'bad_input');
});

test('an error of the driver has its facts, and is known by its shape', () => {
  const error = new playtally.ScrobbleError('rate_limited', 'Later.', { provider: 'hub', status: 429, retryAfterMs: 1000 });
  assert.deepEqual(
    [error.name, error.code, error.provider, error.status, error.retryAfterMs],
    ['ScrobbleError', 'rate_limited', 'hub', 429, 1000],
  );
  const foreign = Object.assign(new Error('from another copy'), { name: 'ScrobbleError', code: 'bad_input' });
  assert.ok(foreign instanceof playtally.ScrobbleError);
  assert.ok(!playtally.isScrobbleError(new Error('plain')));
  assert.ok(!playtally.isScrobbleError({ name: 'ScrobbleError', code: 'x' }));
});

test('the core entry leaves the loading to the application', () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import { init, initSync, isImdbId } from './core.js';
    try { isImdbId('tt1'); } catch (error) { console.log(error.message); }
    await init().catch(error => console.log(error.code));
    try { initSync(new Uint8Array(8)); } catch (error) { console.log(error.code, error.cause.name); }
    await init(new Uint8Array(8)).catch(error => console.log(error.code, error.cause.name));
    await init(readFileSync('core_bg.wasm'));
    console.log(isImdbId('tt1'));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(folder, 'dist'), encoding: 'utf8',
  });
  assert.deepEqual(said.trim().split('\n'), [
    'playtally is not loaded yet: call and await init() first', 'bad_input', 'load_failed CompileError',
    'load_failed CompileError', 'true',
  ]);
});
