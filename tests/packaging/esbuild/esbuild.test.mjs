// esbuild leaves the wasm's address as it is: the application puts the wasm beside its bundle.

import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { build } from 'esbuild';

import { EXPECTED } from '../support/exercise.mjs';
import { answer, visit } from '../support/page.mjs';
import { project } from '../support/project.mjs';

test('a page bundled by esbuild loads it', async () => {
  const folder = project('esbuild');
  const out = join(folder, 'out');
  await build({
    entryPoints: [join(folder, 'main.js')], outdir: out, bundle: true, minify: true, format: 'esm',
    absWorkingDir: folder, logLevel: 'silent',
  });
  copyFileSync(join(folder, 'index.html'), join(out, 'index.html'));
  const found = createRequire(join(folder, 'main.js')).resolve('playtally/core.wasm');
  copyFileSync(found, join(out, 'core_bg.wasm'));
  const early = 'playtally is not loaded yet: call and await init() first';
  assert.deepEqual(await visit(folder, { site: 'out' }, answer), { early, ...EXPECTED });
});
