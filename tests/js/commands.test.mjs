// What a person asks of a play on the hub's page, done by the player that hears of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { launch } from '../support/chromium.mjs';
import { startHub } from './support/hub.mjs';
import { install } from './support/installed.mjs';
import { open } from './support/open.mjs';

const pageScript = readFileSync(new URL('./support/page.js', import.meta.url));
const shown = facts => facts.map(({ type, playId }) => [type, playId]);

let browser;
let folder;
let hub;
let context;

before(async () => {
  folder = install('installed-commands');
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

const start = page => page.evaluate(async () => {
  await window.start();
  window.commands = [];
  window.driver.on('command', command => window.commands.push(command));
  window.media.play();
  await window.media.playTo(10);
});

test('a pause is made once, and told to whoever listens', async () => {
  const page = await open(context, hub);
  hub.command = () => ({ command: 'pause', at: 5 });
  await start(page);
  await page.waitForFunction(() => window.media.paused);
  const { playId } = hub.facts[0];
  assert.deepEqual(await page.evaluate(() => window.commands), [{ playId, command: 'pause', at: 5 }]);
  await page.evaluate(async () => {
    window.media.play(60);
    window.media.fire('seeked');
    await window.media.playTo(64);
  });
  await page.waitForFunction(() => window.commands.length >= 2);
  assert.equal(await page.evaluate(() => window.media.paused), false, 'the same one again');
  hub.command = () => ({ command: 'pause', at: 6 });
  await page.evaluate(async () => {
    window.media.play(20);
    window.media.fire('seeked');
    await window.media.playTo(24);
  });
  await page.waitForFunction(() => window.media.paused);
});

test('a player that has nothing to tell asks, and halts', async () => {
  const page = await open(context, hub);
  await start(page);
  await hub.until(facts => facts.length === 1, 'the start');
  await page.waitForFunction(() => window.driver.status === 'idle');
  hub.command = () => ({ command: 'pause', at: 5 });
  await page.evaluate(async () => {
    const { now } = Date;
    Date.now = () => now() + 15_000;
    await window.media.playTo(20);
  });
  await page.waitForFunction(() => window.media.paused);
  assert.deepEqual(hub.facts.map(({ type }) => type).filter(type => type !== 'paused'), ['started']);
  assert.equal((await page.evaluate(() => window.commands)).length, 1);
});

test('a command for another play does nothing here', async () => {
  const page = await open(context, hub);
  hub.command = () => ({ play_id: 'another', command: 'pause', at: 5 });
  await start(page);
  await page.waitForFunction(() => window.commands.length > 0);
  assert.equal(await page.evaluate(() => window.media.paused), false);
});

for (const command of ['finish', 'discard']) {
  test(`${command} ends the play; nothing is left to go on from, and from the start it is another`, async () => {
    const page = await open(context, hub);
    await start(page);
    await hub.until(facts => facts.length === 1, 'the start');
    const [{ playId }] = hub.facts;
    hub.command = id => (id === playId ? { command, at: Date.now() } : undefined);
    // A player speaks when something changes.
    await page.evaluate(() => window.media.pause());
    await page.waitForFunction(() => window.player.progress.phase === 'ended');
    await page.evaluate(() => window.media.playTo(30));
    assert.equal(await page.evaluate(async () => (await window.driver.state(window.driver.keyOf(window.lake))).resume), undefined);
    const told = await page.evaluate(async () => {
      window.media.pause();
      window.media.play(0);
      await window.media.playTo(3);
      return window.facts.at(-1);
    });
    assert.equal(told.type, 'started');
    assert.notEqual(told.playId, playId);
  });
}

test('a place of a play that was discarded meanwhile begins another', async () => {
  const first = await open(context, hub);
  await start(first);
  await first.evaluate(() => window.media.playTo(40));
  const gone = first.waitForEvent('close');
  await first.close({ runBeforeUnload: true });
  await gone;
  await hub.until(facts => facts.at(-1)?.type === 'stopped', 'the end');
  const [{ playId }] = hub.facts;
  const at = Date.now();
  hub.command = id => (id === playId ? { command: 'discard', at } : undefined);

  const page = await open(context, hub);
  await page.evaluate(async () => {
    await window.start();
    window.media.play(40);
    await window.media.playTo(50);
  });
  await page.waitForFunction(() => window.facts.at(-1)?.type === 'started');
  const [resumed, begun] = await page.evaluate(() => window.facts);
  assert.deepEqual(shown([resumed]), [['resumed', playId]]);
  assert.notEqual(begun.playId, playId);
  await page.evaluate(() => window.player.detach());
  await hub.until(facts => facts.at(-1).type === 'stopped' && facts.at(-1).playId === begun.playId, 'its end');
});
