// Pages that refuse wasm, in Chromium: rows of their own, numbers without a gap, players that begin anew.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { launch } from '../support/chromium.mjs';
import { startHub, turnedAway } from './support/hub.mjs';
import { install } from './support/installed.mjs';
import { open } from './support/open.mjs';

const pageScript = readFileSync(new URL('./support/page.js', import.meta.url));
const STRICT = { 'content-security-policy': "default-src 'self'; script-src 'self'" };
const types = facts => facts.map(fact => fact.type);
const ends = facts => facts.filter(fact => fact.type === 'stopped');
const watched = facts => facts.filter(fact => fact.type === 'watched');

let browser;
let folder;
let hub;
let context;

before(async () => {
  folder = install('installed-strict');
  browser = await launch();
});
after(() => browser?.close());
beforeEach(async () => {
  hub = await startHub(folder, pageScript, { headers: STRICT });
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  hub.close();
});

async function begun() {
  const page = await open(context, hub);
  await page.evaluate(() => window.start());
  return page;
}

const idle = page => page.waitForFunction(() => window.driver.pending === 0 && window.driver.status === 'idle');

test('how far a play is comes as soon as the hub tells', async () => {
  const page = await begun();
  await page.evaluate(async () => {
    window.phases = [];
    window.driver.on('progress', ({ phase }) => window.phases.push(phase));
    window.media.play();
    await window.media.playTo(10);
    window.player.detach();
  });
  await page.waitForFunction(() => window.phases.includes('playing') && window.phases.at(-1) === 'ended');
});

test('an ordinary page in between leaves what a strict one could not send to the next strict one', async () => {
  hub.refuse = { status: 503 };
  const strict = await begun();
  await strict.evaluate(async () => {
    window.media.play();
    await window.media.playTo(10);
    window.media.pause();
    window.player.detach();
  });
  await turnedAway(hub, strict);
  hub.headers = {};
  const ordinary = await begun();
  hub.refuse = undefined;
  await ordinary.evaluate(() => window.driver.flush());
  assert.equal(await ordinary.evaluate(() => window.driver.pending), 0);
  assert.equal(hub.tried, 0, 'the ordinary page sends nothing of it');
  hub.refuse = { status: 503 };
  await ordinary.evaluate(async () => {
    window.player.load({ kind: 'movie', title: 'Another' });
    window.media.play();
    await window.media.playTo(14);
    window.player.detach();
  });
  await turnedAway(hub, ordinary);
  hub.refuse = undefined;
  hub.headers = STRICT;
  await idle(await begun());
  assert.deepEqual(ends(hub.facts).map(({ media, position }) => [media.title, position]), [['The Long Way Round the Lake', 10]]);
  hub.headers = {};
  await idle(await begun());
  assert.equal(ends(hub.facts).length, 2, 'and so does the fact of the ordinary one arrive');
});

test('a clock that is set back does not change the order of events', async () => {
  hub.refuse = { status: 503 };
  const page = await begun();
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(10);
    const { now } = Date;
    Date.now = () => now.call(Date) - 3_600_000;
    // More than the hub takes at once, so that some go first.
    for (let times = 0; times < 40; times += 1) {
      window.media.pause();
      window.media.play();
    }
    await window.media.playTo(20);
    window.media.pause();
    window.player.detach();
  });
  hub.refuse = undefined;
  await page.evaluate(() => window.driver.flush());
  await idle(page);
  assert.equal(hub.players.size, 1);
  assert.deepEqual(ends(hub.facts).map(({ position }) => position), [20]);
  assert.equal(hub.facts[0].position, 0, 'it began where it began');
  assert.deepEqual(page.warnings.filter(text => text.includes('refused')), []);
});

test('a player that the hub has forgotten goes on as another one, with the same play', async () => {
  const page = await begun();
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(45);
    window.media.pause();
  });
  await idle(page);
  hub.forget();
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(85);
    window.media.pause();
    window.player.detach();
  });
  await idle(page);
  assert.equal(hub.players.size, 2);
  assert.equal(watched(hub.facts).length, 1);
  assert.equal(new Set(hub.facts.map(({ playId }) => playId)).size, 1);
  const end = ends(hub.facts).at(-1);
  assert.equal(end.position, 85);
  assert.ok(end.credit > 70_000 && end.credit <= 85_500, `credit ${end.credit}`);
});

test('an event that the hub refuses costs nothing but itself', async () => {
  hub.refuseFacts = ({ events }) => events.some(({ event }) => event.type === 'seek') && 400;
  const page = await begun();
  await page.evaluate(async () => {
    window.media.play();
    await window.media.playTo(20);
    window.media.fire('seeked');
    await window.media.playTo(40);
    window.media.pause();
    window.media.play();
    await window.media.playTo(85);
    window.media.pause();
    window.player.detach();
  });
  await idle(page);
  assert.equal(watched(hub.facts).length, 1);
  assert.equal(new Set(hub.facts.map(({ playId }) => playId)).size, 1);
  assert.equal(ends(hub.facts).at(-1).position, 85);
});

test('what cannot do without wasm says so', async () => {
  const page = await open(context, hub);
  const code = await page.evaluate(async () => {
    const { Playtally } = await import('/playtally/full/inline.js');
    return Playtally.direct({ listenbrainz: {} }).catch(({ code }) => code);
  });
  assert.equal(code, 'wasm_refused');
});

test('after a long pause the item is let go, and another tab may count it', async () => {
  const first = await context.newPage();
  await first.clock.install();
  await first.goto(hub.origin);
  await first.waitForSelector('html[data-ready]', { state: 'attached' });
  await first.evaluate(async () => {
    await window.start();
    window.media.play();
    await window.media.playTo(10);
    window.media.pause();
  });
  await idle(first);
  const second = await begun();
  await second.evaluate(async () => {
    window.media.play();
    await window.media.playTo(12);
  });
  assert.equal(await second.evaluate(() => window.player.progress.other), true);
  await first.clock.fastForward('00:15');
  await first.clock.fastForward('31:00');
  await first.waitForFunction(() => window.player.progress.phase === 'ended');
  await first.clock.fastForward('00:15');
  await second.waitForFunction(() => window.player.progress.other === undefined);
  assert.deepEqual(types(hub.facts).slice(0, 3), ['started', 'paused', 'stopped']);
});
