// A first visit stays within its budget: bytes, requests, and a layout that does not move.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { firstLoad } from './first-load.mjs';
import { openStage } from './stage.mjs';

const MOST_BYTES = 120_000;
const MOST_FILES = 24;
/** Where the web's vitals begin to call it poor is 0.25, and good ends at 0.1. */
const MOST_SHIFT = 0.1;
const PATHS = ['/', '/history', '/connections', '/outbox', '/import', '/statistics', '/players', '/settings'];

describe('a first visit', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  for (const path of PATHS) {
    test(`${path}: bytes, requests and shifts`, async () => {
      const context = await stage.newContext({ serviceWorkers: 'block' });
      const { bytes, files, requests, shift, usable } = await firstLoad(context, stage.world.origin + path);
      await context.close();
      console.log(`note: first load of ${path}: ${(bytes / 1000).toFixed(1)} KB in brotli, ${files} files, ${requests} requests, usable after ${Math.round(usable)} ms, shift ${shift.toFixed(3)}`);
      assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
      assert.ok(files <= MOST_FILES, `${files} files`);
      assert.ok(shift <= MOST_SHIFT, `moved by ${shift}`);
    });

    test(`${path}: what it asks before the hub knows somebody is asked again, not told`, async () => {
      const context = await stage.newContext({ serviceWorkers: 'block' });
      const page = await context.newPage();
      // The answer that makes the person is the last to come.
      await page.route('**/api/v1/user/services', async (route) => {
        const answer = await route.fetch();
        await page.waitForTimeout(1_000);
        await route.fulfill({ response: answer });
      });
      const alerts = [];
      await page.exposeFunction('alerted', (text) => alerts.push(text));
      await page.addInitScript(() => addEventListener('DOMContentLoaded', () => {
        new MutationObserver(() => {
          for (const { textContent } of document.querySelectorAll('[role=alert]')) if (textContent) globalThis.alerted(textContent);
        }).observe(document.body, { childList: true, subtree: true });
      }));
      await page.goto(stage.world.origin + path);
      await page.locator('#play-lake').waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle');
      // Asked again at this moment, it is answered to nobody.
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
      assert.deepEqual(alerts, []);
    });
  }
});
