// Node, by `import`: usable at once, one instance whichever entry it comes by.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { EXPECTED, EXPECTED_HISTORY } from '../support/exercise.mjs';
import { project } from '../support/project.mjs';

test('Node imports it', () => {
  const said = execFileSync(process.execPath, ['main.mjs'], { cwd: project('node-import'), encoding: 'utf8' });
  assert.deepEqual(JSON.parse(said), {
    default: EXPECTED, inline: EXPECTED, full: EXPECTED, history: EXPECTED_HISTORY, historyInline: EXPECTED_HISTORY, sync: 'idle',
    sites: 28, oneInstance: true, wasm: 'core_bg.wasm',
  });
});
