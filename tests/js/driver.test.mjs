// The driver in Chromium: tabs, sources, advertisements, listeners, the way back, and a token instead of a cookie.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { launch } from '../support/chromium.mjs';
import { startHub, turnedAway } from './support/hub.mjs';
import { install } from './support/installed.mjs';
import { open } from './support/open.mjs';

const pageScript = readFileSync(new URL('./support/page.js', import.meta.url));
const types = facts => facts.map(fact => fact.type);
const ends = facts => facts.filter(fact => fact.type === 'stopped');

let browser;
let folder;
let hub;
let context;

before(async () => {
  folder = install('installed-driver');
  browser = await launch();
});
after(() => browser?.close());
beforeEach(async () => {
  hub = await startHub(folder, pageScript);
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  hub.close();
});

const withoutLocks = () => context.addInitScript(() => {
  Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
});

test('without Web Locks too one tab counts, and the other takes over', async () => {
  await withoutLocks();
  const first = await open(context, hub);
  const second = await open(context, hub);
  await first.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(10);
  });
  const told = await second.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(14);
    return [navigator.locks, window.player.progress.other, window.facts.length];
  });
  assert.deepEqual(told, [undefined, true, 0]);
  await first.close({ runBeforeUnload: true });
  await second.waitForFunction(() => window.player.progress.other === undefined);
  await second.evaluate(async () => {
    await window.media.playTo(85);
    window.player.detach();
  });
  await hub.until(facts => types(facts).at(-1) === 'stopped' && types(facts).includes('watched'), 'one play');
  assert.equal(new Set(hub.facts.map(fact => fact.playId)).size, 1);
  assert.equal(hub.facts.filter(fact => fact.type === 'watched').length, 1);
});

test('without Web Locks a tab that slept asks whether it still counts', async () => {
  await withoutLocks();
  const page = await open(context, hub);
  const told = await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(5);
    const facts = window.facts.length;
    localStorage.setItem('playtally:lease:playtally:/api/v1::item:tt99000001', `somebody ${Date.now() + 60_000}`);
    window.media.pause();
    window.media.play();
    await window.media.playTo(15);
    return [facts, window.facts.length, window.player.progress.other];
  });
  assert.deepEqual(told, [1, 1, true]);
});

test('in a frame that may have neither locks nor storage it counts all the same', async () => {
  const page = await open(context, hub);
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.sandbox = 'allow-scripts';
    frame.src = '/';
    document.body.append(frame);
  });
  await page.waitForFunction(() => frames.length === 1);
  const frame = page.frames()[1];
  await frame.waitForSelector('html[data-ready]', { state: 'attached' });
  const [told, phase] = await frame.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(10);
    return [window.facts.map(({ type }) => type), window.player.progress.phase];
  });
  assert.deepEqual([told, phase], [['started'], 'playing']);
});

test('whoever is paused when its turn comes lets others go first, and progress tells whose turn it is', async () => {
  const [first, second, third] = [await open(context, hub), await open(context, hub), await open(context, hub)];
  const play = page => page.evaluate(async () => {
    await window.start();
    window.told = [];
    window.driver.on('progress', ({ other = false }) => window.told.push(other));
    window.media.play();
    await window.media.playTo(5);
  });
  await play(first);
  await play(second);
  await second.waitForFunction(() => window.told.length > 0);
  assert.deepEqual([...new Set(await second.evaluate(() => window.told))], [true]);
  await second.evaluate(() => window.media.pause());
  await first.close({ runBeforeUnload: true });
  await second.waitForFunction(() => window.told.at(-1) === false);
  await play(third);
  await third.waitForFunction(() => window.facts.length > 0);
  assert.equal(await third.evaluate(() => window.told.at(-1)), false);
});

test('a hub that knows the person and refuses their facts is not asked again and again', async () => {
  hub.refuseFacts = () => 401;
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(5);
    window.player.detach();
  });
  await page.waitForFunction(() => window.driver.status === 'error');
  await new Promise(resolve => setTimeout(resolve, 1_000));
  assert.ok(hub.tried <= 4, `${hub.tried} requests`);
});

test('a refused fact that was dropped leaves no error behind', async () => {
  hub.refuseFacts = ({ facts }) => facts.some(({ type }) => type === 'stopped') && 422;
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(5);
    window.player.detach();
  });
  await page.waitForFunction(() => window.driver.pending === 0 && window.driver.status === 'idle');
  assert.ok(page.warnings.some(text => text.includes('the hub refused a fact')));
});

test('profiles have queues and rules of their own', async () => {
  const asked = [];
  const page = await open(context, hub);
  page.on('request', request => request.url().includes('/api/') && asked.push(new URL(request.url()).search));
  await page.evaluate(async () => {
    const { Playtally } = window.playtally;
    window.driver = await Playtally.connect({ hub: '/api/v1', profile: 'kids' });
    window.player = window.driver.attach(window.media = new window.FakeMedia(), window.lake);
  });
  hub.refuse = { status: 503 };
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(5);
    window.player.detach();
  });
  await page.waitForFunction(() => window.driver.status === 'error');
  await turnedAway(hub, page);
  assert.ok(asked.length > 0 && asked.every(search => search.includes('profile=kids')), String(asked));
  hub.refuse = undefined;
  const other = await open(context, hub);
  await other.evaluate(async () => {
    await window.start();
    await window.driver.flush();
  });
  assert.deepEqual(ends(hub.facts), [], 'another profile leaves it alone');
  await other.evaluate(() => window.playtally.Playtally.connect({ hub: '/api/v1', profile: 'kids' }));
  await hub.until(facts => ends(facts).length === 1, 'the fact of the profile');
});

test('a lease of a tab that crashed ends by itself, and its facts are sent', async () => {
  await withoutLocks();
  const page = await open(context, hub);
  await page.evaluate(() => {
    const lasting = `somebody ${Date.now() + 60_000}`;
    const over = `somebody ${Date.now() - 1}`;
    const prefix = 'playtally:/api/v1:';
    localStorage.setItem(`playtally:lease:${prefix}:tab:living`, lasting);
    localStorage.setItem(`playtally:lease:${prefix}:tab:crashed`, over);
    localStorage.setItem(`playtally:lease:${prefix}:item:tt99000001`, over);
    const fact = { playId: 'left', seq: 1, type: 'stopped', at: Date.now() };
    localStorage.setItem(`${prefix}:fact:living:left:1`, JSON.stringify({ ...fact, playId: 'theirs' }));
    localStorage.setItem(`${prefix}:fact:crashed:left:1`, JSON.stringify(fact));
    return window.start();
  });
  await hub.until(facts => facts.length > 0, 'what the crashed tab left');
  assert.deepEqual(hub.facts.map(fact => fact.playId), ['left']);
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(5);
  });
  assert.deepEqual(await page.evaluate(() => window.facts.map(fact => fact.type)), ['started']);
});

test('an advertisement in the same element counts for nothing, one in another element is not seen', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(20);
    window.player.ad(true);
    window.media.currentTime = 0;
    window.media.duration = 30;
    window.media.fire('durationchange');
    await window.media.playTo(30);
    window.media.ended = true;
    window.media.fire('ended');
    window.media.ended = false;
    window.media.duration = 100;
    window.media.currentTime = 20;
    window.player.ad(false);
    await window.media.playTo(30);
    // The page's own advertisement: the element is paused meanwhile, another one plays.
    window.media.pause();
    const other = new window.FakeMedia();
    other.play();
    await other.playTo(20);
    window.media.play();
    await window.media.playTo(40);
    window.player.detach();
  });
  await hub.until(facts => ends(facts).length === 1, 'the end');
  const [end] = ends(hub.facts);
  assert.equal(new Set(hub.facts.map(fact => fact.playId)).size, 1);
  assert.deepEqual([end.position, end.duration], [40, 100]);
  assert.ok(end.credit > 33_000 && end.credit <= 40_500, `credit ${end.credit}`);
});

test('the same item again is no new play', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(10);
    window.player.load({ ...window.lake, title: 'The same film, named otherwise' });
    await window.media.playTo(20);
    window.player.detach();
  });
  await hub.until(facts => ends(facts).length === 1, 'the end');
  assert.deepEqual(types(hub.facts), ['started', 'stopped']);
});

test('progress is told when something became so and every five seconds, not with each time event', async () => {
  const page = await open(context, hub);
  const { told, seconds } = await page.evaluate(async () => {
    await window.start();
    const told = [];
    const begun = performance.now();
    window.driver.on('progress', progress => told.push([progress.media.title, progress.phase, progress.position]));
    window.media.play();
    await window.media.playTo(99);
    window.player.detach();
    return { told, seconds: (performance.now() - begun) / 1000 };
  });
  assert.ok(told.some(([title, phase]) => title === 'The Long Way Round the Lake' && phase === 'playing'));
  assert.deepEqual(told.at(-1).slice(1), ['ended', 99]);
  // Three facts, and six seconds of playing, or more on a slow machine.
  assert.ok(told.length >= 4 && told.length <= 5 + seconds / 5, `${seconds} s: ${JSON.stringify(told)}`);
});

test('until the hub says otherwise, the usual rules watch', async () => {
  hub.refuse = 'close';
  const page = await open(context, hub);
  const [used, usual] = await page.evaluate(async () => {
    await window.start();
    const { musicRule, videoRule } = window.playtally;
    const film = window.player.progress.rules.map(({ id }) => id);
    window.player.load({ kind: 'track', title: 'Harbour at Six', artist: 'The Demo Ensemble' });
    return [[...film, ...window.player.progress.rules.map(({ id }) => id)], [videoRule().id, musicRule().id]];
  });
  assert.deepEqual([...new Set(used)], usual);
});

test('a listener that throws is reported and breaks nothing', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.driver.on('fact', () => {
      throw new Error('a trouble of the page');
    });
    window.driver.on('fact', fact => window.facts.push(fact));
    window.media.play();
    await window.media.playTo(5);
    window.player.detach();
  });
  await hub.until(facts => ends(facts).length === 1, 'the end');
  assert.equal(await page.evaluate(() => window.facts.length), 4, 'every other listener heard both facts');
  assert.equal(page.warnings.filter(text => text.includes('a trouble of the page')).length, 2);
});

test('a full localStorage is said once, as an event too', async () => {
  const page = await open(context, hub);
  const [before, warned, after] = await page.evaluate(async () => {
    await window.start();
    const before = window.driver.persistent;
    const warned = [];
    window.driver.on('warning', error => warned.push([error.name, error.code]));
    for (let size = 1 << 20; size >= 1; size >>= 1) {
      try {
        for (;;) localStorage.setItem(`fill ${size} ${localStorage.length}`, 'x'.repeat(size));
      } catch {
        // Full at this size.
      }
    }
    window.media.play();
    await window.media.playTo(20);
    window.player.detach();
    return [before, warned, window.driver.persistent];
  });
  assert.deepEqual([before, after], [true, false]);
  assert.deepEqual(warned, [['ScrobbleError', 'not_kept']]);
});

test('the system is shown what plays, unless the page shows something itself', async () => {
  const page = await open(context, hub);
  const shown = await page.evaluate(async () => {
    await window.start();
    const { mediaSession } = navigator;
    const seen = () => mediaSession.metadata && [mediaSession.metadata.title, mediaSession.metadata.artist];
    const before = seen();
    window.media.play();
    await window.media.playTo(2);
    const during = seen();
    window.player.load({
      kind: 'episode', show: { title: 'Slow Boats' }, season: 1, number: 2, title: 'Tides',
    });
    const next = seen();
    window.player.detach();
    const after = seen();
    mediaSession.metadata = new MediaMetadata({ title: 'Of the page', artist: 'Itself' });
    window.player = window.driver.attach(window.media, window.lake);
    const own = seen();
    window.player.detach();
    return [before, during, next, after, own, seen()];
  });
  assert.deepEqual(shown, [
    null, ['The Long Way Round the Lake', ''], ['1×02 Tides', 'Slow Boats'], null,
    ['Of the page', 'Itself'], ['Of the page', 'Itself'],
  ]);
});

test('told to, it leaves the sending to the page', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    window.driver = await window.playtally.Playtally.connect({ hub: '/api/v1', autoSync: false });
    window.player = window.driver.attach(window.media = new window.FakeMedia(), window.lake);
  });
  hub.refuse = { status: 503, headers: { 'retry-after': '60' } };
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(5);
    window.player.detach();
  });
  await page.waitForFunction(() => window.driver.status === 'error');
  hub.refuse = undefined;
  const online = () => page.evaluate(async () => {
    dispatchEvent(new Event('online'));
    await new Promise(resolve => setTimeout(resolve, 300));
    return window.driver.pending;
  });
  assert.equal(await online(), 1);
  await page.evaluate(() => {
    window.stop = window.driver.initializeSyncListeners();
    window.stop();
  });
  assert.equal(await online(), 1, 'the listeners were disposed of');
  await page.evaluate(() => window.driver.initializeSyncListeners());
  assert.equal(await online(), 0);
  assert.equal(ends(hub.facts).length, 1);
});

test('a paired player sends its token, and no cookie', async () => {
  const asked = [];
  await context.route('**/api/v1/**', async (route) => {
    const request = route.request();
    const headers = await request.allHeaders();
    asked.push([new URL(request.url()).pathname.slice(7), headers.authorization, headers.cookie]);
    if (!request.url().endsWith('/pair')) return route.continue();
    assert.deepEqual(request.postDataJSON(), { code: 'K7QM-3XRP', name: 'Kitchen' });
    return route.fulfill({ status: 201, json: { token: 'test-access-1', device: { id: 'd1', name: 'Kitchen' } } });
  });
  await context.addCookies([{ name: 'session', value: 'of-the-page', url: hub.origin }]);
  const page = await open(context, hub);
  await page.evaluate(async () => {
    const { pair, Playtally } = window.playtally;
    const { token } = await pair({ hub: '/api/v1', code: 'K7QM-3XRP', name: 'Kitchen' });
    window.driver = await Playtally.connect({ hub: '/api/v1', token });
    window.player = window.driver.attach(window.media = new window.FakeMedia(), window.lake);
    window.media.play();
    await window.media.playTo(5);
    window.player.detach();
  });
  await hub.until(facts => ends(facts).length === 1, 'the end');
  assert.deepEqual(asked[0], ['/pair', undefined, undefined]);
  assert.ok(asked.length > 2);
  for (const [, authorization, cookie] of asked.slice(1)) {
    assert.deepEqual([authorization, cookie], ['Bearer test-access-1', undefined]);
  }
});

// Where pages that are left are kept for the way back.
async function withWayBack(act) {
  const browser = await launch({ whole: true, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const page = await open(await browser.newContext(), hub);
    await page.evaluate(() => window.addEventListener('pageshow', event => {
      window.persisted = event.persisted;
    }));
    await act(page, {
      leave: () => page.goto(`${hub.origin}/elsewhere`),
      comeBack: async () => {
        await page.goBack({ waitUntil: 'commit' });
        await page.waitForFunction(() => window.persisted === true);
      },
    });
  } finally {
    await browser.close();
  }
}

test('back from the back/forward cache the same play goes on', () => withWayBack(async (page, { leave, comeBack }) => {
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(30);
    window.media.pause();
  });
  await leave();
  await hub.until(facts => ends(facts).length === 1, 'the end of the page');
  await comeBack();
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(85);
    window.player.detach();
  });
  await hub.until(facts => ends(facts).length === 2, 'the second end');
  assert.equal(new Set(hub.facts.map(fact => fact.playId)).size, 1);
  assert.equal(hub.facts.filter(fact => fact.type === 'watched').length, 1);
}));

test('back from the back/forward cache what comes is told at once, though the hub was away before', () => withWayBack(async (page, { leave, comeBack }) => {
  await page.evaluate(() => window.start());
  hub.refuse = 503;
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(85);
    window.media.pause();
  });
  await page.waitForFunction(() => window.driver.status === 'error');
  hub.refuse = undefined;
  await leave();
  await hub.until(facts => ends(facts).length === 1, 'the end of the page');
  const before = hub.facts.length;
  await comeBack();
  await page.evaluate(() => window.driver.flush());
  await page.evaluate(() => window.media.play(0));
  await hub.until(facts => facts.length > before, 'what plays now');
}));

test('what only showed a moment leaves no error behind once the hub is back', async () => {
  const page = await open(context, hub);
  await page.evaluate(() => window.start());
  hub.refuse = 503;
  await page.evaluate(() => window.media.play());
  await page.waitForFunction(() => window.driver.status === 'error');
  hub.refuse = undefined;
  const told = await page.evaluate(async () => {
    await window.driver.flush();
    return [window.driver.pending, window.driver.status];
  });
  assert.deepEqual(told, [0, 'idle']);
});

test('the same item from another source, a better quality say, is the same play', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    const { media } = window;
    media.play();
    await media.playTo(50);
    // As an element does it: paused without a word, back at the start, then where the page seeks to.
    media.paused = true;
    media.currentTime = 0;
    media.fire('emptied');
    media.fire('timeupdate');
    media.play(0);
    media.currentTime = 50;
    media.fire('seeked');
    media.fire('playing');
    await new Promise(resolve => setTimeout(resolve, 3_100));
    await media.playTo(85);
    window.player.detach();
  });
  await hub.until(facts => ends(facts).length === 1, 'the end');
  assert.deepEqual(types(hub.facts), ['started', 'watched', 'stopped']);
  assert.equal(ends(hub.facts)[0].position, 85);
});
