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
  }
});
