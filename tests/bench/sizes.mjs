// What is downloaded: the package's entries beside the JavaScript stack, and the Worker as built.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ENTRIES, packageBundle, stackBundle } from './bundle.mjs';
import { row } from './numbers.mjs';

const BUDGETS = { default: 60, everything: 150 };

export async function sizes() {
  const peer = brotli(await stackBundle());
  const entries = Object.keys(ENTRIES).map(async (name) => {
    const size = brotli(await packageBundle(name));
    return row(`package, ${name}, brotli`, size, 'KB', { peer, budget: BUDGETS[name] });
  });
  return [
    ...await Promise.all(entries),
    row('Worker, gzip', await worker(), 'KB', { budget: 1000 }),
  ];
}

function brotli({ code, wasm }) {
  return kilobytes([code, ...wasm].reduce((sum, file) => sum + brotliCompressSync(file).length, 0));
}

async function worker() {
  const folder = fileURLToPath(new URL('../../target/worker', import.meta.url));
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|wasm)$/.test(name));
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return kilobytes(files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0));
}

function kilobytes(bytes) {
  return bytes / 1000;
}
