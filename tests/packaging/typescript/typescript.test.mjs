// A strict TypeScript project, under each way in which TypeScript finds a package's entries.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { project } from '../support/project.mjs';

const TSC = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

let folder;
before(() => {
  folder = project('typescript');
});

for (const [how, config] of [['Node', 'tsconfig.json'], ['bundlers', 'tsconfig.bundler.json']]) {
  test(`the types take what a caller may write and refuse the rest, found as by ${how}`, () => {
    const { stdout, status } = spawnSync(process.execPath, [TSC, '-p', config], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });
}
