// esbuild leaves the wasm's address as it is: the application puts the wasm beside its bundle.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { build } from 'esbuild';

import { EXPECTED } from '../support/exercise.mjs';
import { answer, visit } from '../support/page.mjs';
import { project } from '../support/project.mjs';

const early = 'playtally is not loaded yet: call and await init() first';

let folder;
before(() => {
  folder = project('esbuild');
});

test('a page bundled by esbuild loads it', async () => {
  const out = join(folder, 'out');
  await build({
    entryPoints: [join(folder, 'main.js')], outdir: out, bundle: true, minify: true, format: 'esm',
    absWorkingDir: folder, logLevel: 'silent',
  });
  copyFileSync(join(folder, 'index.html'), join(out, 'index.html'));
  const found = createRequire(join(folder, 'main.js')).resolve('playtally/core.wasm');
  copyFileSync(found, join(out, 'core_bg.wasm'));
  assert.deepEqual(await visit(folder, { site: 'out' }, answer), { early, ...EXPECTED });
});

test('what says that nothing is loaded yet is not shaken off', async () => {
  const outfile = join(folder, 'out/early.mjs');
  const contents = `import { isImdbId } from 'playtally';
    try { isImdbId('tt1'); } catch (error) { console.log(error.message); }`;
  await build({ stdin: { contents, resolveDir: folder }, outfile, bundle: true, format: 'esm', logLevel: 'silent' });
  assert.equal(execFileSync(process.execPath, [outfile], { encoding: 'utf8' }), `${early}\n`);
});
