// Assembles the package from the wasm and its glue, and weighs it.
//
//   node build.mjs --glue <folder> --full <folder> --out <folder> [--check-size | --write-size]
//
// The glue is what wasm-bindgen's `bundler` target makes: of it `core_bg.js` and
// `core_bg.wasm` are kept, and its loader is thrown away, for one glue with
// loaders of our own is one instance a program, whichever entry it is loaded by.
//
// `playtally/full` is another build of the core, with a glue of its own. So
// `dist/full` holds the same modules as `dist`, over that glue, with those of
// `src/full` laid over them: a page loads one of the two folders, never both.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { transformSync } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
// The same compiler gives the same bytes; what drifts further was changed by somebody.
const DRIFT = 0.01;
// Bytes an entry may have in brotli.
const BUDGET = { default: 60_000, everything: 150_000 };

const { values: options } = parseArgs({
  options: {
    glue: { type: 'string' },
    full: { type: 'string' },
    out: { type: 'string' },
    'check-size': { type: 'boolean', default: false },
    'write-size': { type: 'boolean', default: false },
  },
});
if (!options.glue || !options.full || !options.out) {
  console.error('usage: node build.mjs --glue <folder> --full <folder> --out <folder> [--check-size | --write-size]');
  process.exit(2);
}

assemble(options);
const dist = join(options.out, 'dist');
const sizes = { default: weigh(dist), everything: weigh(join(dist, 'full')) };
print(sizes);
if (options['write-size']) {
  writeFileSync(join(HERE, 'size.json'), `${JSON.stringify(sizes, null, 2)}\n`);
} else if (options['check-size']) {
  process.exitCode = compare(sizes, JSON.parse(readFileSync(join(HERE, 'size.json'), 'utf8')));
}

function assemble({ glue, full, out }) {
  const dist = join(out, 'dist');
  rmSync(out, { recursive: true, force: true });
  lay(join(HERE, 'src'), dist);
  for (const name of ['core_bg.js', 'core_bg.wasm']) cpSync(join(glue, name), join(dist, name));
  lay(join(HERE, 'src'), join(dist, 'full'), name => !name.endsWith('.d.ts'));
  lay(join(HERE, 'src', 'full'), join(dist, 'full'));
  for (const name of ['core_bg.js', 'core_bg.wasm']) cpSync(join(full, name), join(dist, 'full', name));
  for (const name of ['package.json', 'README.md']) cpSync(join(HERE, name), join(out, name));
  for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(join(HERE, '..', name), join(out, name));
}

// The files of a folder, not those of its folders.
function lay(from, to, wanted = () => true) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isFile() && wanted(entry.name)) cpSync(join(from, entry.name), join(to, entry.name));
  }
}

// What a page loads: the wasm and all of the JavaScript, without comments and blanks
// as every bundler leaves it, each compressed as a server would.
function weigh(dist) {
  const total = { raw: 0, gzip: 0, brotli: 0 };
  for (const name of readdirSync(dist)) {
    if (name === 'node.js' || !/\.(js|wasm)$/.test(name)) continue;
    const bytes = readFileSync(join(dist, name));
    const shipped = name.endsWith('.js')
      ? Buffer.from(transformSync(bytes.toString(), { minify: true, format: 'esm', target: 'es2022' }).code)
      : bytes;
    total.raw += shipped.length;
    total.gzip += gzipSync(shipped, { level: 9 }).length;
    total.brotli += brotliCompressSync(shipped, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: shipped.length },
    }).length;
  }
  return total;
}

function print(sizes) {
  console.log('entry          raw      gzip    brotli');
  for (const [entry, { raw, gzip, brotli }] of Object.entries(sizes)) {
    console.log(entry.padEnd(10) + [raw, gzip, brotli].map(n => String(n).padStart(8)).join('  '));
  }
}

function compare(sizes, accepted) {
  let code = 0;
  for (const [entry, most] of Object.entries(BUDGET)) {
    if (sizes[entry].brotli > most) {
      console.error(`size: ${entry} is ${sizes[entry].brotli} bytes in brotli, its budget ${most}`);
      code = 1;
    }
  }
  for (const [entry, size] of Object.entries(sizes)) {
    for (const [measure, bytes] of Object.entries(size)) {
      const before = accepted[entry]?.[measure];
      if (before === undefined || Math.abs(bytes - before) > before * DRIFT) {
        console.error(`size: ${entry} ${measure} is ${bytes}, accepted is ${before ?? 'nothing'} `
          + '(--write-size accepts the new size)');
        code = 1;
      }
    }
  }
  return code;
}
