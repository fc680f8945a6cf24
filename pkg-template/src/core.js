// Everything but the loading: for libraries, which leave it to the application.

import * as glue from './core_bg.js';

const EARLY = 'playtally is not loaded yet: call and await init() first';

// The glue calls its wasm by name; until there is one, every name says what to do.
const notYet = new Proxy({}, {
  get() {
    throw new Error(EARLY);
  },
});
glue.__wbg_set_wasm(notYet);

let ready = false;
let loading;

/** Starts from a compiled module or its bytes, at once. */
export function initSync(source) {
  if (ready) return;
  const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
  start(new WebAssembly.Instance(module, imports));
}

/** Starts from an address, a Response, bytes or a compiled module; once, however often it is called. */
export function init(source) {
  if (ready) return Promise.resolve();
  loading ??= load(source).finally(() => {
    // Forgotten on failure too, so that another call can succeed.
    loading = undefined;
  });
  return loading;
}

const imports = { './core_bg.js': glue };

async function load(source) {
  if (source === undefined) {
    throw new TypeError('init() of playtally/core needs the wasm: an address, a Response, bytes or a module');
  }
  const given = await source;
  const found = typeof given === 'string' || given instanceof URL ? await fetch(given) : given;
  if (found instanceof WebAssembly.Module) {
    start(await WebAssembly.instantiate(found, imports));
  } else if (typeof Response === 'function' && found instanceof Response) {
    start((await fromResponse(found)).instance);
  } else {
    start((await WebAssembly.instantiate(found, imports)).instance);
  }
}

async function fromResponse(response) {
  if (!response.ok) throw new Error(`playtally: the wasm could not be loaded (${response.status})`);
  const type = response.headers.get('content-type') ?? '';
  return type.startsWith('application/wasm')
    ? WebAssembly.instantiateStreaming(response, imports)
    // A server that does not know the type: compiled after loading instead of while.
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}

function start(instance) {
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  ready = true;
}

export * from './api.js';
