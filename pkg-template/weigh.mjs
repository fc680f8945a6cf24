// Weighs the assembled package and the Worker, and compares with what was accepted.
//
//   node weigh.mjs --package <folder> --worker <folder> --userscript <file> [--check | --write]
//
// An entry weighs what a page loads by it: the wasm and all of the JavaScript,
// without comments and blanks as every bundler leaves it, each file compressed
// as a server would.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { buildSync, transformSync } from 'esbuild';

const ACCEPTED = join(dirname(fileURLToPath(import.meta.url)), 'size.json');
// The same compiler gives the same bytes; what drifts further was changed by somebody.
const DRIFT = 0.01;
// Bytes an entry may have: a page's in brotli, the Worker's as it is uploaded.
const BUDGET = {
  default: ['brotli', 60_000],
  everything: ['brotli', 150_000],
  worker: ['gzip', 1_000_000],
  userscript: ['raw', 200_000],
};

const { values: options } = parseArgs({
  options: {
    package: { type: 'string' },
    worker: { type: 'string' },
    userscript: { type: 'string' },
    check: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
if (!options.package || !options.worker || !options.userscript) {
  console.error('usage: node weigh.mjs --package <folder> --worker <folder> --userscript <file> [--check | --write]');
  process.exit(2);
}

const dist = join(options.package, 'dist');
const sizes = {
  default: weigh([...modules('browser.js'), join(dist, 'core_bg.wasm')]),
  everything: weigh([...modules('full/browser.js'), join(dist, 'full/core_bg.wasm')]),
  inline: weigh(modules('inline.js')),
  sync: weigh(modules('sync.js')),
  sites: weigh(modules('sites.js')),
  history: weigh([...modules('history/browser.js'), join(dist, 'history/core_bg.wasm')]),
  worker: weigh(readdirSync(options.worker, { recursive: true }).filter(name => /\.(js|wasm)$/.test(name))
    .map(name => join(options.worker, name))),
  userscript: weigh([options.userscript], bytes => bytes),
};
print(sizes);
if (options.write) {
  writeFileSync(ACCEPTED, `${JSON.stringify(sizes, null, 2)}\n`);
} else if (options.check) {
  process.exitCode = compare(sizes, JSON.parse(readFileSync(ACCEPTED, 'utf8')));
}

// An entry of the package with all that it imports.
function modules(entry) {
  const { metafile } = buildSync({
    entryPoints: [join(dist, entry)], bundle: true, format: 'esm', write: false, outdir: dist, metafile: true,
  });
  return Object.keys(metafile.inputs);
}

function weigh(files, ship = minified) {
  const total = { raw: 0, gzip: 0, brotli: 0 };
  for (const name of files) {
    const bytes = readFileSync(name);
    const shipped = name.endsWith('.js') ? ship(bytes) : bytes;
    total.raw += shipped.length;
    total.gzip += gzipSync(shipped, { level: 9 }).length;
    total.brotli += brotliCompressSync(shipped, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: shipped.length },
    }).length;
  }
  return total;
}

function minified(bytes) {
  return Buffer.from(transformSync(bytes.toString(), { minify: true, format: 'esm', target: 'es2022' }).code);
}

function print(sizes) {
  console.log('entry            raw      gzip    brotli');
  for (const [entry, { raw, gzip, brotli }] of Object.entries(sizes)) {
    console.log(entry.padEnd(12) + [raw, gzip, brotli].map(n => String(n).padStart(8)).join('  '));
  }
}

function compare(sizes, accepted) {
  let code = 0;
  for (const [entry, [measure, most]] of Object.entries(BUDGET)) {
    if (sizes[entry][measure] > most) {
      console.error(`size: ${entry} is ${sizes[entry][measure]} bytes in ${measure}, its budget ${most}`);
      code = 1;
    }
  }
  for (const [entry, size] of Object.entries(sizes)) {
    for (const [measure, bytes] of Object.entries(size)) {
      const before = accepted[entry]?.[measure];
      if (before === undefined || Math.abs(bytes - before) > before * DRIFT) {
        console.error(`size: ${entry} ${measure} is ${bytes}, accepted is ${before ?? 'nothing'} `
          + '(--write accepts the new size)');
        code = 1;
      }
    }
  }
  return code;
}
