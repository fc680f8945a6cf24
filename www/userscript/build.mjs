// Builds the userscript from the assembled package: `node www/userscript/build.mjs <file>`.

import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

import { header } from './header.js';

const at = path => fileURLToPath(new URL(path, import.meta.url));

/** Shipped packed: as text the core alone would be the size the whole script may have. */
const core = {
  name: 'core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^core\.wasm\.gz$/ }, ({ path }) => ({ path, namespace: 'packed' }));
    onLoad({ filter: /.*/, namespace: 'packed' }, () => {
      const wasm = readFileSync(at('../../target/package/dist/core_bg.wasm'));
      return { contents: `export default '${gzipSync(wasm, { level: 9 }).toString('base64')}';` };
    });
    // What the system shows of a play is the site's own to say.
    onResolve({ filter: /\/showing\.js$/ }, () => ({ path: at('not-showing.js') }));
  },
};

const { outputFiles } = await build({
  entryPoints: [at('bootstrap.js')], bundle: true, format: 'iife', target: 'es2022', minify: true,
  legalComments: 'none', plugins: [core], write: false, logLevel: 'error',
});
writeFileSync(argv[2], header + outputFiles[0].text);
