// Vite, building and serving: the wasm is found, and emitted once.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { build, createServer } from 'vite';

import { launch } from '../../support/chromium.mjs';
import { EXPECTED } from '../support/exercise.mjs';
import { answer, visit } from '../support/page.mjs';
import { project } from '../support/project.mjs';

const early = 'playtally is not loaded yet: call and await init() first';

let folder;
before(() => {
  folder = project('vite');
});

test('a page built by Vite loads it, with one wasm', async () => {
  await build({ root: folder, configFile: false, logLevel: 'silent' });
  const wasm = readdirSync(join(folder, 'dist'), { recursive: true }).filter(name => name.endsWith('.wasm'));
  assert.equal(wasm.length, 1, `emitted: ${wasm}`);
  assert.deepEqual(await visit(folder, { site: 'dist' }, answer), { early, ...EXPECTED });
});

test("Vite's own server finds the wasm too", async () => {
  const server = await createServer({
    root: folder, configFile: false, logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0 },
  });
  const browser = await launch();
  try {
    await server.listen();
    const page = await browser.newPage();
    page.said = [];
    await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
    assert.deepEqual(await answer(page), { early, ...EXPECTED });
  } finally {
    await browser.close();
    await server.close();
  }
});
