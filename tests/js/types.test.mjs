// The packed package's face: its declared names and types, its entries, its codes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { snapshot } from '../../pkg-template/api.mjs';
import { install } from './support/installed.mjs';

const ACCEPTED = new URL('../../pkg-template/api.snapshot.d.ts', import.meta.url);

let folder;
let manifest;
before(() => {
  folder = install('installed-types');
  manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
});

test('the public types are those accepted', () => {
  assert.equal(snapshot(folder), readFileSync(ACCEPTED, 'utf8'),
    'another public type: node pkg-template/api.mjs target/package accepts it');
});

test('every name that is exported is declared, and the other way round', async () => {
  for (const [types, entries] of [['index.d.ts', ['node.js', 'core.js', 'inline.js']],
    ['full/full.d.ts', ['full/node.js', 'full/inline.js']], ['history/history.d.ts', ['history/node.js', 'history/inline.js']],
    ['sync.d.ts', ['sync.js']], ['sites.d.ts', ['sites.js']]]) {
    const declared = namesIn(join(folder, 'dist', types));
    for (const entry of entries) {
      const names = Object.keys(await import(pathToFileURL(join(folder, 'dist', entry))));
      assert.deepEqual(names.sort(), declared, entry);
    }
  }
});

test('npm and bundlers find nothing to complain of', async () => {
  const { messages } = await publint({ pkgDir: folder, level: 'suggestion', strict: true });
  assert.deepEqual(messages.map(message => formatMessage(message, manifest)), []);
});

// The values a file of declarations exports, its own and those it passes on.
function namesIn(file) {
  const text = readFileSync(file, 'utf8');
  const own = [...text.matchAll(/^export (?:class|function|const) (\w+)/gm)].map(([, name]) => name);
  const passedOn = [...text.matchAll(/^export \* from '(.+)\.js';$/gm)]
    .flatMap(([, from]) => namesIn(join(file, '..', `${from}.d.ts`)));
  const named = [...text.matchAll(/^export \{ (.+) \} from/gm)].flatMap(([, names]) => names.split(', '));
  return [...new Set([...own, ...passedOn, ...named])].sort();
}
