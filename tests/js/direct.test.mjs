// Without a hub: real Chromium, the packed package and the real sandbox, over loopback.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { launch, open } from './support/browser.mjs';
import { install } from './support/installed.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { startSite } from './support/site.mjs';

const pageScript = readFileSync(new URL('./support/direct-page.js', import.meta.url));

let browser;
let sandbox;
let site;
let context;

before(async () => {
  site = await startSite(install('installed-direct'), pageScript);
  sandbox = await startSandbox();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
  site?.close();
});
beforeEach(async () => {
  await sandbox.control('reset', {});
  await sandbox.app('trakt');
  await sandbox.app('simkl');
  context = await browser.newContext();
});
afterEach(() => context.close());

// A tab that has begun.
async function tab() {
  const page = await open(context, site);
  await page.evaluate(origin => window.start(origin), sandbox.origin);
  return page;
}

// Signed in at the services by tokens, without their pages.
async function signedIn(...services) {
  const page = await tab();
  for (const service of services) {
    await page.evaluate(([name, token]) => window.driver.signInWithToken(name, token), [
      service, await sandbox.token(service, 'demo'),
    ]);
  }
  return page;
}

const played = ({ trakt, simkl }) => [trakt.history.length, simkl.history.length];
const finished = page => page.waitForFunction(() => document.querySelector('video').ended, null, { timeout: 60_000 });

test('a film and a track, played for real, arrive once at every service', async () => {
  const page = await signedIn('trakt', 'simkl', 'listenbrainz');
  await page.evaluate(() => window.play('lake.webm', window.lake));
  await sandbox.until(state => state.trakt.watching.length === 1 && state.simkl.watching.length === 1, 'what is watched');
  await finished(page);
  const state = await sandbox.until(state => played(state).every(count => count > 0), 'the film');
  assert.deepEqual(played(state), [1, 1]);
  await page.evaluate(() => {
    window.player.detach();
    return window.play('harbour.webm', window.harbour);
  });
  await finished(page);
  const { listenbrainz } = await sandbox.until(({ listenbrainz }) => listenbrainz.listens.length > 0, 'the track');
  assert.equal(listenbrainz.listens.length, 1);
  assert.deepEqual(played(await sandbox.control('state')), [1, 1]);
  const deliveries = await page.evaluate(() => window.driver.deliveries.map(({ service, state }) => [service, state]));
  assert.deepEqual(deliveries.sort(), [['listenbrainz', 'stored'], ['simkl', 'stored'], ['trakt', 'stored']]);
});
