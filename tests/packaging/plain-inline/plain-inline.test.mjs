// A plain page, no bundler, with the wasm inside the modules: usable at once, nothing fetched.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EXPECTED } from '../support/exercise.mjs';
import { answer, visit } from '../support/page.mjs';
import { project } from '../support/project.mjs';

test('a plain page has it at once', async () => {
  const said = await visit(project('plain-inline'), {}, answer);
  assert.deepEqual(said, { wasm: 0, ...EXPECTED });
});
