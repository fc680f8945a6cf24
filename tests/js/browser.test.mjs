// The packed package in Chromium: loading, keeping, sending, and two tabs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { launch } from '../support/chromium.mjs';
import { startHub, turnedAway } from './support/hub.mjs';
import { install } from './support/installed.mjs';
import { open } from './support/open.mjs';

const pageScript = readFileSync(new URL('./support/page.js', import.meta.url));
const types = facts => facts.map(fact => fact.type);
const watched = facts => facts.filter(fact => fact.type === 'watched');

let browser;
let folder;
let hub;
let context;

before(async () => {
  folder = install('installed-browser');
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

test('an early call says what to do, and init can be called again', async () => {
  const page = await open(context, hub);
  const told = await page.evaluate(async () => {
    const { init, isImdbId } = window.playtally;
    let early;
    try {
      isImdbId('tt1');
    } catch (error) {
      early = error.message;
    }
    await Promise.all([init(), init()]);
    await init();
    return [early, isImdbId('tt1')];
  });
  assert.deepEqual(told, ['playtally is not loaded yet: call and await init() first', true]);
});

test('a wasm that was not found the first time is found the second', async () => {
  const page = await open(context, hub);
  const [failed, then] = await page.evaluate(async () => {
    const { init, isImdbId } = window.playtally;
    const failed = await init('/playtally/missing.wasm').then(() => false, () => true);
    await init();
    return [failed, isImdbId('tt1')];
  });
  assert.ok(failed);
  assert.ok(then);
});

test('two entries at once are one instance: the second does not replace the first', async () => {
  const page = await open(context, hub);
  const facts = await page.evaluate(async () => {
    const loading = window.playtally.init();
    const { ScrobbleSession } = await import('/playtally/inline.js');
    const session = new ScrobbleSession();
    const media = { kind: 'movie', title: 'The Long Way Round the Lake' };
    session.handle({ type: 'load', playId: 'play-1', media, duration: 100 }, 0);
    await loading;
    return session.handle({ type: 'play', position: 0 }, 0);
  });
  assert.deepEqual(types(facts), ['started']);
});

test('a play reaches the hub once, with its credit', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(85);
    window.player.detach();
  });
  await hub.until(facts => types(facts).includes('stopped'), 'the end');
  assert.deepEqual(types(hub.facts), ['started', 'watched', 'stopped']);
  const [, counted, stopped] = hub.facts;
  assert.equal(counted.rule.id, 'video:80:0.5');
  assert.ok(Math.abs(counted.position - 80) <= 1, `counted at ${counted.position}`);
  assert.equal(stopped.position, 85);
  assert.ok(stopped.credit > 70_000 && stopped.credit <= 85_000, `credit ${stopped.credit}`);
  await page.waitForFunction(() => window.driver.pending === 0);
});

test('progress follows the play, and other rules take hold at once', async () => {
  const page = await open(context, hub);
  const before = await page.evaluate(async () => {
    await window.start();
    return window.player.progress;
  });
  assert.equal(before.threshold, 80);
  assert.equal(before.duration, 100);
  assert.equal(before.needed, 40);
  hub.rules = [{ id: 'video:60:0.5', type: 'video', percent: 60, factor: 0.5 }];
  const after = await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(10);
    await window.driver.refresh();
    return window.player.progress;
  });
  assert.equal(after.phase, 'playing');
  assert.equal(after.position, 10);
  assert.ok(after.credited > 7 && after.credited <= 10.5, `credited ${after.credited}`);
  assert.equal(after.threshold, 60);
});

test('closing the tab sends the end in a request that outlives it', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(30);
  });
  await hub.until(facts => facts.length === 1, 'the start');
  await page.close({ runBeforeUnload: true });
  await hub.until(facts => types(facts).includes('stopped'), 'the end');
  assert.deepEqual(types(hub.facts), ['started', 'stopped']);
  assert.equal(hub.facts[1].position, 30);
});

test('what the hub did not take is sent on the next load, once', async () => {
  const page = await open(context, hub);
  await page.evaluate(() => window.start());
  hub.refuse = { status: 503 };
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(82);
  });
  await turnedAway(hub, page);
  assert.deepEqual(hub.facts, []);
  hub.refuse = undefined;
  const next = await open(context, hub);
  await next.evaluate(() => window.start());
  await hub.until(facts => types(facts).includes('stopped'), 'the facts of the closed tab');
  assert.equal(watched(hub.facts).length, 1);
  await next.waitForFunction(() => window.driver.pending === 0);
  const last = await open(context, hub);
  const requests = hub.requests.length;
  await last.evaluate(() => window.start());
  assert.equal(hub.requests.length, requests, 'nothing is left to send');
});

test('a reload goes on with the same play', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(45);
  });
  await page.reload();
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  const place = await page.evaluate(async () => {
    await window.start();
    return (await window.driver.state('tt99000001')).resume;
  });
  assert.equal(place.position, 45);
  await page.evaluate(async () => {
    window.media.play(44);
    await window.media.playTo(85);
    window.player.detach();
  });
  await hub.until(facts => types(facts).filter(type => type === 'stopped').length === 2, 'the end');
  assert.equal(new Set(hub.facts.map(fact => fact.playId)).size, 1);
  assert.equal(watched(hub.facts).length, 1);
  const seqs = hub.facts.map(fact => fact.seq);
  assert.deepEqual(seqs, seqs.map((_, index) => index + 1), 'numbered without a gap');
});

test('a place saved on another device brings its credit along', async () => {
  hub.states.tt99000001 = {
    watched: false,
    plays: 0,
    resume: {
      playId: 'from-the-tv', seq: 7, position: 50, duration: 100, credit: 50_000, wall: 50_000,
      rulesMet: [], startedAt: 1_700_000_000_000, savedAt: Date.now() - 60_000,
    },
  };
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play(55);
    await window.media.playTo(81);
    window.player.detach();
  });
  await hub.until(facts => types(facts).includes('stopped'), 'the end');
  assert.deepEqual(hub.facts.map(fact => [fact.playId, fact.seq, fact.type]), [
    ['from-the-tv', 8, 'resumed'], ['from-the-tv', 9, 'watched'], ['from-the-tv', 10, 'stopped'],
  ]);
});

test('without localStorage it works, and says what that means', async () => {
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
  });
  const page = await open(context, hub);
  const heard = await page.evaluate(async () => {
    await window.start();
    const heard = [];
    // What was said before anybody could listen is said to the first who does.
    for (const name of ['first', 'second']) window.driver.on('warning', ({ code }) => heard.push([name, code]));
    window.media.play();
    await window.media.playTo(20);
    window.player.detach();
    return heard;
  });
  await hub.until(facts => types(facts).includes('stopped'), 'the end');
  assert.deepEqual(heard, [['first', 'not_kept'], ['second', 'not_kept']]);
  assert.equal(page.warnings.filter(text => text.includes('localStorage is blocked or full')).length, 1);
});

test('a full localStorage is no reason to lose a play', async () => {
  const page = await open(context, hub);
  await page.evaluate(() => {
    for (let size = 1 << 20; size >= 1; size >>= 1) {
      try {
        for (;;) localStorage.setItem(`fill ${size} ${localStorage.length}`, 'x'.repeat(size));
      } catch {
        // Full at this size.
      }
    }
  });
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(20);
    window.player.detach();
  });
  await hub.until(facts => types(facts).includes('stopped'), 'the end');
  assert.ok(page.warnings.some(text => text.includes('localStorage is blocked or full')));
});

test('two tabs on one item: one counts, the other is told and takes over', async () => {
  const first = await open(context, hub);
  const second = await open(context, hub);
  await first.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(10);
  });
  await second.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(12);
  });
  await second.waitForFunction(() => window.player.progress.other);
  assert.equal(await second.evaluate(() => window.facts.length), 0);
  await first.close({ runBeforeUnload: true });
  await second.waitForFunction(() => window.player.progress.other === undefined);
  await second.evaluate(async () => {
    await window.media.playTo(85);
    window.player.detach();
  });
  await hub.until(facts => watched(facts).length === 1 && types(facts).at(-1) === 'stopped', 'one play');
  assert.equal(new Set(hub.facts.map(fact => fact.playId)).size, 1, 'it went on with the play of the first');
  assert.equal(watched(hub.facts).length, 1);
});

test('a living tab keeps its own queue, and nothing is sent twice', async () => {
  hub.refuse = undefined;
  const first = await open(context, hub);
  await first.evaluate(() => window.start());
  // It does not try again by itself before it is asked to.
  hub.refuse = { status: 503, headers: { 'retry-after': '600' } };
  await first.evaluate(async () => {
    window.media.play();
    await window.media.playTo(10);
    window.player.detach();
  });
  await first.waitForFunction(() => window.driver.status === 'error');
  const second = await open(context, hub);
  hub.refuse = undefined;
  const taken = await second.evaluate(async () => {
    await window.start();
    await window.driver.flush();
    return window.driver.pending;
  });
  assert.equal(taken, 0);
  assert.deepEqual(hub.facts, []);
  await first.evaluate(() => window.driver.flush());
  assert.deepEqual(types(hub.facts), ['stopped']);
  assert.equal(hub.requests.length, 1);
});

test('offline it keeps, online it sends', async () => {
  const page = await open(context, hub);
  await page.evaluate(() => window.start());
  await context.setOffline(true);
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(10);
    window.player.detach();
  });
  await page.waitForFunction(() => window.driver.status === 'offline' && window.driver.pending === 1);
  await context.setOffline(false);
  await hub.until(facts => types(facts).includes('stopped'), 'the kept fact');
  await page.waitForFunction(() => window.driver.status === 'idle' && window.driver.pending === 0);
});

test('the rules are remembered while the hub is away', async () => {
  hub.rules = [{ id: 'video:50:0', type: 'video', percent: 50, factor: 0 }];
  const page = await open(context, hub);
  await page.evaluate(() => window.start());
  hub.refuse = 'close';
  await page.reload();
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  const rules = await page.evaluate(async () => {
    await window.start();
    return window.player.progress.rules.map(rule => rule.id);
  });
  assert.deepEqual(rules, ['video:50:0']);
});

test('a browser whose session is gone gets one and sends again', async () => {
  const page = await open(context, hub);
  await page.evaluate(() => window.start());
  hub.refuse = { status: 401 };
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(5);
    window.player.detach();
  });
  await page.waitForFunction(() => window.driver.pending === 1 && window.driver.status !== 'syncing');
  hub.refuse = undefined;
  // The new session is nobody's yet: sent now, the play would go nowhere.
  hub.services = [{ service: 'trakt', state: 'disconnected' }];
  await page.evaluate(() => window.driver.flush());
  await page.waitForFunction(() => window.driver.status !== 'syncing');
  assert.equal(await page.evaluate(() => window.driver.pending), 1);
  assert.ok(!types(hub.facts).includes('stopped'));
  hub.services = [{ service: 'trakt', state: 'connected' }];
  await page.evaluate(() => window.driver.flush());
  await hub.until(facts => types(facts).includes('stopped'), 'the kept fact');
});

test('the next item ends the play of the one before', async () => {
  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(10);
    window.player.load({
      kind: 'episode', show: { title: 'Slow Boats', ids: { imdb: 'tt99000010' } }, season: 1, number: 1,
    });
    await window.media.playTo(20);
    window.player.detach();
  });
  await hub.until(facts => types(facts).filter(type => type === 'stopped').length === 2, 'both ends');
  const durable = hub.facts.filter(fact => fact.type === 'stopped');
  assert.deepEqual(durable.map(fact => [fact.media.kind, fact.position]), [['movie', 10], ['episode', 20]]);
});
