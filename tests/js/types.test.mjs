// The packed package's types: complete, strict, and refusing what they should.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { install } from './support/installed.mjs';

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

test('the types take what a caller may write and refuse the rest', () => {
  const project = join(install('installed-types'), '..', '..');
  copyFileSync(new URL('./support/uses.ts', import.meta.url), join(project, 'uses.ts'));
  const { stdout, status } = spawnSync(process.execPath, [
    TSC, '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom,esnext.disposable',
    '--module', 'nodenext', '--moduleResolution', 'nodenext', 'uses.ts',
  ], { cwd: project, encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

test('every name that is exported is declared, and the other way round', async () => {
  const folder = install('installed-types');
  const declared = [...readFileSync(join(folder, 'dist', 'index.d.ts'), 'utf8')
    .matchAll(/^export (?:class|function|const) (\w+)/gm)].map(([, name]) => name);
  for (const entry of ['node.js', 'core.js']) {
    const names = Object.keys(await import(pathToFileURL(join(folder, 'dist', entry))));
    assert.deepEqual(names.sort(), [...new Set(declared)].sort(), entry);
  }
});
