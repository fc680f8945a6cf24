// A Worker, bundled by wrangler and run by workerd, which takes compiled wasm only.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Miniflare } from 'miniflare';

import { EXPECTED, EXPECTED_HISTORY } from '../support/exercise.mjs';
import { project } from '../support/project.mjs';

const WRANGLER = fileURLToPath(new URL('../../../node_modules/wrangler/bin/wrangler.js', import.meta.url));

let folder;
before(() => {
  folder = project('workerd');
});

for (const [entry, main, expected] of [['playtally', 'worker.js', EXPECTED], ['playtally/full', 'full.js', EXPECTED],
  ['playtally/history', 'history.js', EXPECTED_HISTORY]]) {
  test(`a Worker runs ${entry}`, async () => {
    const out = join(folder, 'out', main);
    execFileSync(process.execPath, [WRANGLER, 'deploy', main, '--dry-run', '--outdir', out], {
      cwd: folder, stdio: 'pipe', env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1' },
    });
    const wasm = readdirSync(out).filter(name => name.endsWith('.wasm'));
    assert.equal(wasm.length, 1, `one wasm is uploaded: ${wasm}`);
    const worker = new Miniflare({
      compatibilityDate: '2026-04-01',
      modulesRoot: out,
      modules: [
        { type: 'ESModule', path: join(out, main) },
        { type: 'CompiledWasm', path: join(out, wasm[0]) },
      ],
      cf: false,
    });
    try {
      const response = await worker.dispatchFetch('http://localhost/', { signal: AbortSignal.timeout(60_000) });
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), expected);
    } finally {
      await worker.dispose();
    }
  });
}
