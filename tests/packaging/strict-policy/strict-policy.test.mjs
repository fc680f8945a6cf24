// A page whose policy allows no WebAssembly.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answer, visit } from '../support/page.mjs';
import { project } from '../support/project.mjs';

const headers = { 'content-security-policy': "default-src 'self'" };

test('the refusal has a code, and no wasm is fetched in vain', async () => {
  const said = await visit(project('strict-policy'), { headers }, answer);
  assert.deepEqual(said, {
    browser: [true, 'wasm_refused', true], inline: [true, 'wasm_refused', true], wasm: 0,
  });
});
