// The package and the JavaScript stack, each bundled as an application would bundle it.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The package's entries, by the name a size goes under. */
export const ENTRIES = { default: 'playtally', everything: 'playtally/full', inline: 'playtally/inline' };

/** @returns {Promise<{code: Uint8Array, wasm: Uint8Array[]}>} an entry of the package */
export function packageBundle(name, options) {
  // Within its own folder a package finds itself by name, through its own exports.
  const stdin = { contents: `export * from '${ENTRIES[name]}'`, resolveDir: resolve(root, 'target/package') };
  return bundle({ stdin, ...options });
}

/** What a player would be built with instead. */
export function stackBundle(options) {
  return bundle({ entryPoints: [resolve(root, 'tests/bench/stack/stack.js')], ...options });
}

async function bundle(options) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root, bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, metafile: true,
    // A script has no `import.meta`; esbuild would say so each time.
    logLevel: 'error',
    ...options,
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
