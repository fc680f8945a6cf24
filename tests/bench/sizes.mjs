// What is downloaded: the package's default entry as accepted, the Worker as built.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../', import.meta.url));
const BUDGETS = { default: 60, everything: 150 };

export async function sizes() {
  const accepted = JSON.parse(await readFile(join(root, 'pkg-template/size.json'), 'utf8'));
  const rows = Object.entries(accepted).map(([entry, { brotli }]) => ({
    name: `package, ${entry}, brotli`,
    value: kilobytes(brotli),
    unit: 'KB',
    peer: null,
    budget: BUDGETS[entry] ?? null,
  }));
  return [...rows, await worker()];
}

async function worker() {
  const folder = join(root, 'target/worker');
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|wasm)$/.test(name));
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const bytes = files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
  return { name: 'Worker, gzip', value: kilobytes(bytes), unit: 'KB', peer: null, budget: 1000 };
}

function kilobytes(bytes) {
  return Number((bytes / 1000).toFixed(1));
}
