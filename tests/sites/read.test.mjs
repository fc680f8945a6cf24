// What is read from words and times alone, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ofSession } from '../../pkg-template/src/sites/generic.js';
import { matches } from '../../pkg-template/src/sites/index.js';
import { Shown, clock } from '../../pkg-template/src/sites/shown.js';
import { aroundPlace, placeIn, titleAndYear, trackOf } from '../../pkg-template/src/sites/texts.js';

test('season and episode, as sites write them', () => {
  for (const [text, season, number, after] of [
    ['S1:E2 Tides', 1, 2, 'Tides'], ['S1 E2-Tides', 1, 2, 'Tides'], ['T1 Ep.2:', 1, 2, undefined], ['S0 · E3', 0, 3, undefined],
    ['Season 1, Ep. 2 Tides', 1, 2, 'Tides'], ['Staffel 2 Folge 13: Ebbe', 2, 13, 'Ebbe'], ['1×02 Tides', 1, 2, 'Tides'], ['S01E02', 1, 2, undefined],
  ]) {
    assert.deepEqual(placeIn(text), { season, number }, text);
    assert.equal(aroundPlace(text).after, after, text);
  }
  for (const text of ['E3', 'The S2 tape', 'Part 2', '', undefined]) assert.equal(placeIn(text), undefined, text);
  assert.equal(aroundPlace('Slow Boats S1E1 watch party').before, 'Slow Boats');
});

test('artist and title, as people name their videos', () => {
  const named = { kind: 'track', artist: 'The Demo Ensemble', title: 'Harbour at Six' };
  assert.deepEqual(trackOf('The Demo Ensemble - Harbour at Six (Official Video) [HD]'), named);
  assert.deepEqual(trackOf('Harbour at Six', 'The Demo Ensemble - Topic'), named);
  assert.equal(trackOf('How to tie a bowline', 'Knots'), undefined);
  assert.deepEqual(titleAndYear('The Lake (2026)'), { title: 'The Lake', year: 2026 });
});

test('what a page tells the system', () => {
  assert.deepEqual(ofSession({ title: 'Harbour at Six', artist: 'The Demo Ensemble', album: '' }),
    { kind: 'track', artist: 'The Demo Ensemble', title: 'Harbour at Six' });
  assert.deepEqual(ofSession({ title: 'Tides', artist: 'Slow Boats', album: 'S1 E2' }),
    { kind: 'episode', show: { title: 'Slow Boats' }, season: 1, number: 2, title: 'Tides' });
  assert.equal(ofSession({ title: 'A talk', artist: '' }), undefined);
});

test('addresses', () => {
  assert.ok(matches('*://*.netflix.com/*', 'https://www.netflix.com/watch/1'));
  assert.ok(matches('*://*.netflix.com/*', 'http://netflix.com/'));
  assert.ok(!matches('*://*.netflix.com/*', 'https://netflix.com.example/'));
  assert.ok(!matches('https://a.example/x/*', 'http://a.example/x/1'));
});

test('a player that is only shown plays while its place moves, at the speed at which it does', () => {
  const player = new Shown();
  const told = [];
  for (const name of ['play', 'pause', 'seeked', 'ratechange', 'durationchange']) player.addEventListener(name, () => told.push(name));
  const show = (position, at) => player.now({ position, duration: 180 }, at);
  show(10, 0);
  show(10, 250);
  assert.deepEqual([player.paused, told.splice(0)], [true, ['durationchange', 'seeked']]);
  for (let second = 1; second <= 6; second += 1) show(10 + second * 2, second * 1000);
  assert.deepEqual([player.paused, player.playbackRate, told.splice(0)], [false, 2, ['play', 'ratechange']]);
  show(120, 7000);
  assert.deepEqual(told.splice(0), ['seeked']);
  show(120, 9000);
  show(120, 10_000);
  assert.deepEqual([player.paused, told.splice(0)], [true, ['pause']]);
  assert.equal(clock('1:02:03'), 3723);
  assert.equal(clock('-0:15'), 15);
  assert.equal(clock('live'), undefined);
});
