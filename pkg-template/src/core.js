// Everything but the loading: for libraries, which leave it to the application.

import * as glue from './core_bg.js';
import { ScrobbleError } from './errors.js';
import { checkPolicy } from './policy.js';

// The glue calls its wasm by name; until there is one, every name says what to do.
const notYet = new Proxy({}, {
  get() {
    throw new ScrobbleError('not_loaded', 'playtally is not loaded yet: call and await init() first');
  },
});
glue.__wbg_set_wasm(notYet);

const imports = { './core_bg.js': glue };

let ready = false;
let loading;

/** Starts from a compiled module or its bytes, at once. */
export function initSync(source) {
  if (ready) return;
  checkPolicy();
  let instance;
  try {
    const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
    instance = new WebAssembly.Instance(module, imports);
  } catch (cause) {
    throw notLoaded(cause);
  }
  start(instance);
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

async function load(source) {
  if (source === undefined) {
    throw new ScrobbleError('bad_input', 'init() of playtally/core needs the wasm: an address, a Response, bytes or a module');
  }
  checkPolicy();
  let instance;
  try {
    instance = await instantiate(await source);
  } catch (cause) {
    throw notLoaded(cause);
  }
  start(instance);
}

function notLoaded(cause) {
  return new ScrobbleError('load_failed', `playtally: the wasm could not be loaded: ${cause.message}`, { cause });
}

async function instantiate(given) {
  const found = typeof given === 'string' || given instanceof URL ? await fetch(given) : given;
  if (found instanceof WebAssembly.Module) return WebAssembly.instantiate(found, imports);
  const { instance } = typeof Response === 'function' && found instanceof Response
    ? await fromResponse(found)
    : await WebAssembly.instantiate(found, imports);
  return instance;
}

async function fromResponse(response) {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  return type.startsWith('application/wasm')
    ? WebAssembly.instantiateStreaming(response, imports)
    // A server that does not know the type: compiled after loading instead of while.
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}

function start(instance) {
  // Another entry may have been faster: one instance a program.
  if (ready) return;
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  ready = true;
}

export * from './api.js';
