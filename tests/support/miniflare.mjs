// Hub and sandbox in one Miniflare, the hub's bindings as wrangler.toml says them.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'smol-toml';
import { sandboxWorker } from '../sandbox/options.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = join(root, 'target/worker');

/**
 * @param {object} wanted
 * @param {string} [wanted.entry] a module that wraps `shim.js`, as source text
 * @param {object} [wanted.bindings] variables beside those of the demo
 * @param {object} [wanted.hub] more options for the hub's worker
 * @param {object} [wanted.sandbox] options of `sandboxWorker`
 * @returns {Promise<object[]>} the two workers, for Miniflare's `workers`
 */
export async function workers({ entry, bindings = {}, hub = {}, sandbox = {} } = {}) {
  const { compatibility_date: compatibilityDate, env: { demo } } = parse(await readFile(join(root, 'wrangler.toml'), 'utf8'));
  const modules = await modulesOf(built);
  if (entry) modules.unshift({ type: 'ESModule', path: join(built, 'entry.js'), contents: entry });
  return [
    {
      name: 'hub',
      compatibilityDate,
      modulesRoot: built,
      modules,
      bindings: { ...demo.vars, ...bindings },
      kvNamespaces: Object.fromEntries(demo.kv_namespaces.map(({ binding, id }) => [binding, id])),
      durableObjects: {
        ...Object.fromEntries(demo.durable_objects.bindings.map(({ name, class_name: className }) => [name, { className, useSQLite: true }])),
        ...hub.durableObjects,
      },
      assets: {
        directory: join(root, 'target/app'),
        binding: 'ASSETS',
        assetConfig: { not_found_handling: 'single-page-application' },
        routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
      },
      outboundService: 'sandbox',
    },
    sandboxWorker(sandbox),
  ];
}

/** Every module of a built Worker, the entry first. */
async function modulesOf(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|wasm)$/.test(name));
  names.sort((a, b) => (b === 'shim.js') - (a === 'shim.js'));
  return Promise.all(names.map(async (name) => ({
    type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
    path: join(folder, name),
    contents: await readFile(join(folder, name)),
  })));
}
