// A page whose policy allows no WebAssembly: told so by a code, and served all the same,
// for the driver sends what happened and the hub counts.

import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { answer, visit } from '../support/page.mjs';
import { project } from '../support/project.mjs';

const FILM = fileURLToPath(new URL('../../../www/media/locks.webm', import.meta.url));
const strict = { headers: { 'content-security-policy': "default-src 'self'" } };

let folder;
before(() => {
  folder = project('strict-policy');
  copyFileSync(FILM, join(folder, 'film.webm'));
});

test('the refusal has a code', async () => {
  const refusal = [true, 'wasm_refused', true];
  assert.deepEqual(await visit(folder, strict, answer), { browser: refusal, inline: refusal });
});

for (const entry of ['browser', 'inline']) {
  test(`the hub counts what the page plays, by ${entry}.js`, async () => {
    await visit(folder, strict, async (page, hub) => {
      await answer(page);
      const progress = await page.evaluate(entry => window.follow(entry), entry);
      assert.deepEqual(hub.facts.map(fact => fact.type), ['started', 'watched', 'stopped']);
      assert.equal(progress.phase, 'ended');
      const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
      assert.deepEqual(names.filter(name => name.endsWith('.wasm')), [], 'no wasm is fetched in vain');
    });
  });
}
