// Assembles the package from the wasm and its glue.
//
//   node build.mjs --glue <folder> --full <folder> --history <folder> --out <folder>
//
// The glue is what wasm-bindgen's `bundler` target makes: of it `core_bg.js` and
// `core_bg.wasm` are kept, and its loader is thrown away, for one glue with
// loaders of our own is one instance a program, whichever entry it is loaded by.
//
// `playtally/full` is another build of the core, with a glue of its own. So
// `dist/full` is made of the same modules as `dist`, over that glue, with those of
// `src/full` laid over them: a page loads one of the two folders, never both. There
// are many of them, so they come joined: each entry, and what several entries share.
// `playtally/history` is made the same way of a third build, and goes beside either.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { buildSync } from 'esbuild';

import { apiPage } from './api.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, 'src');
const ENTRIES = ['browser', 'core', 'inline', 'node', 'workerd'];

const { values: options } = parseArgs({
  options: { glue: { type: 'string' }, full: { type: 'string' }, history: { type: 'string' }, out: { type: 'string' } },
});
if (!options.glue || !options.full || !options.history || !options.out) {
  console.error('usage: node build.mjs --glue <folder> --full <folder> --history <folder> --out <folder>');
  process.exit(2);
}

const { out } = options;
const dist = join(out, 'dist');
rmSync(out, { recursive: true, force: true });
lay(SOURCE, dist);
layCore(options.glue, dist);
for (const name of ['full', 'history']) {
  const parts = join(out, 'parts');
  lay(SOURCE, parts, file => !file.endsWith('.d.ts'));
  lay(join(SOURCE, name), parts);
  layCore(options[name], parts);
  joinModules(parts, join(dist, name), `${name}.d.ts`);
  rmSync(parts, { recursive: true });
}
joinSites();
for (const name of ['package.json', 'README.md']) cpSync(join(HERE, name), join(out, name));
for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(join(HERE, '..', name), join(out, name));
cpSync(join(HERE, 'examples'), join(out, 'examples'), { recursive: true });
writeFileSync(join(out, 'API.md'), apiPage(out));

// The files of a folder, not those of its folders.
function lay(from, to, wanted = () => true) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isFile() && wanted(entry.name)) cpSync(join(from, entry.name), join(to, entry.name));
  }
}

function joinModules(from, to, types) {
  buildSync({
    entryPoints: ENTRIES.map(name => join(from, `${name}.js`)), outdir: to, bundle: true, splitting: true, format: 'esm',
    chunkNames: 'shared-[hash]', target: 'es2022', external: ['node:*', './core_bg.wasm'], logLevel: 'error',
  });
  for (const name of ['core_bg.wasm', types]) cpSync(join(from, name), join(to, name));
}

// Many small files, of which nobody wants one alone.
function joinSites() {
  buildSync({
    entryPoints: [join(SOURCE, 'sites.js')], outfile: join(dist, 'sites.js'), bundle: true, format: 'esm', target: 'es2022',
    allowOverwrite: true, logLevel: 'error',
  });
}

// The wasm is there twice: as a file, and as text in a module for `inline`.
function layCore(from, to) {
  for (const name of ['core_bg.js', 'core_bg.wasm']) cpSync(join(from, name), join(to, name));
  const text = readFileSync(join(from, 'core_bg.wasm')).toString('base64');
  writeFileSync(join(to, 'core_inline.js'), `export default '${text}';\n`);
}
