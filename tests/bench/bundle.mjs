// The package and the JavaScript stack, each bundled as an application would bundle it.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The package's entries, by the name a size goes under. */
const ENTRIES = { default: 'playtally', everything: 'playtally/full', inline: 'playtally/inline' };

/** @returns {Promise<{name: string, code: Uint8Array, wasm: Uint8Array[]}[]>} one bundle an entry */
export async function packageBundles() {
  const resolveDir = resolve(root, 'target/package');
  return Promise.all(Object.entries(ENTRIES).map(async ([name, entry]) => ({
    // Within its own folder a package finds itself by name, through its own exports.
    name, ...await bundle({ stdin: { contents: `export * from '${entry}'`, resolveDir } }),
  })));
}

/** What a player would be built with instead. */
export function stackBundle() {
  return bundle({ entryPoints: [resolve(root, 'tests/bench/stack/stack.js')] });
}

async function bundle(source) {
  const { outputFiles, metafile } = await build({
    ...source, absWorkingDir: root, bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, metafile: true,
  });
  const modules = Object.keys(metafile.inputs).filter((file) => file !== '<stdin>').map((file) => resolve(root, file));
  return { code: outputFiles[0].contents, wasm: await wasmOf(modules) };
}

// esbuild leaves `new URL('./x.wasm', import.meta.url)` to the server; what is named so is downloaded too.
async function wasmOf(modules) {
  const files = new Set();
  for (const module of modules) {
    const text = await readFile(module, 'utf8');
    for (const [, name] of text.matchAll(/new URL\('([^']+\.wasm)', import\.meta\.url\)/g)) files.add(resolve(dirname(module), name));
  }
  return Promise.all([...files].map((file) => readFile(file)));
}
