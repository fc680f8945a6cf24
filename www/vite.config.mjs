// Builds the page: `vite build www`, with the package built before.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The service worker, which is told the names of all files that make the page. */
const serviceWorker = {
  name: 'service-worker',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const built = Object.keys(bundle).filter((name) => !name.endsWith('.html'));
      const files = ['/', '/icon.svg', '/manifest.webmanifest', '/theme.js', ...built.map((name) => `/${name}`)].sort();
      const source = readFileSync(at('src/service-worker.js'), 'utf8');
      // Names carry the hash of what is in them; the page itself does not.
      const page = bundle['index.html']?.source ?? '';
      const version = createHash('sha256').update(files.join() + page + source).digest('hex').slice(0, 12);
      const told = `const VERSION = '${version}';\nconst FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: told + source });
    },
  },
};

export default defineConfig({
  root: at('.'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { alias: { 'playtally/browser': at('../target/package/dist/browser.js') } },
  build: {
    outDir: at('../target/app'),
    emptyOutDir: true,
    // The page's policy has no room for `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // What pages share comes in one file, not in a dozen small ones.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', test: /src[/](ui|words)[/][^/]+$/, minShareCount: 2 }] } } },
  },
  plugins: [serviceWorker],
});
