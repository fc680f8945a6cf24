// Node, by `require`: the entry has no top-level await, so an old program can load it too.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { EXPECTED } from '../support/exercise.mjs';
import { project } from '../support/project.mjs';

test('Node requires it', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['main.cjs'], { cwd: project('node-require'), encoding: 'utf8' });
  assert.deepEqual(JSON.parse(stdout || JSON.stringify(stderr)), { default: EXPECTED, full: EXPECTED });
});
