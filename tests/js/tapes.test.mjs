// Every tape in workerd, by the packed package: to the byte what it gives elsewhere.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Miniflare } from 'miniflare';

import { install } from './support/installed.mjs';

const TESTS = join(import.meta.dirname, '..');

const WORKER = `
  import './workerd.js';
  import { RawSession } from './core_bg.js';
  import { digest, play } from './tape.js';

  export default {
    async fetch(request) {
      return new Response(await digest(play(await request.json(), RawSession)));
    },
  };`;

test('every tape gives the same bytes in workerd', async () => {
  const dist = join(install('installed-tapes'), 'dist');
  const files = readdirSync(dist);
  const given = (name, contents) => ({ type: 'ESModule', path: join(dist, name), contents });
  const runtime = new Miniflare({
    compatibilityDate: '2026-04-01',
    cf: false,
    modulesRoot: dist,
    modules: [
      given('tapes-worker.js', WORKER),
      given('tape.js', readFileSync(join(TESTS, 'js/support/tape.js'), 'utf8')),
      ...files.filter(name => name.endsWith('.js')).map(name => ({ type: 'ESModule', path: join(dist, name) })),
      { type: 'CompiledWasm', path: join(dist, 'core_bg.wasm') },
    ],
  });
  try {
    let digests = '';
    const names = readdirSync(join(TESTS, 'tapes')).map(file => file.replace(/\.json$/, '')).sort();
    for (const name of names) {
      const body = readFileSync(join(TESTS, 'tapes', `${name}.json`), 'utf8');
      const signal = AbortSignal.timeout(30_000);
      const response = await runtime.dispatchFetch('http://localhost/', { method: 'POST', body, signal });
      assert.equal(response.status, 200, name);
      digests += `${await response.text()}  ${name}\n`;
    }
    assert.equal(digests, readFileSync(join(TESTS, 'tapes.sha256'), 'utf8'));
  } finally {
    await runtime.dispose();
  }
});
