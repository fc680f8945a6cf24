// What the runtime loads: hands its calls to the wasm, and survives a panic in it.
//
// A panic leaves the instance unusable and its callers without an answer. So
// every call races against the instance's end; after one, a fresh instance
// serves the next call. What was under way is repeated from the object's rows.
import { DurableObject } from 'cloudflare:workers';
import * as wasm from './index.js';

let life = Promise.withResolvers();
let generation = 0;

addEventListener('error', end);

function end(event) {
  const { reject, promise } = life;
  promise.catch(() => {});
  life = Promise.withResolvers();
  generation += 1;
  wasm.__wbg_reset_state();
  reject(event.error ?? new Error('the hub stopped'));
}

function call(work) {
  return Promise.race([life.promise, (async () => work())()]).catch((error) => {
    if (error instanceof WebAssembly.RuntimeError) end({ error });
    throw error;
  });
}

function object(name) {
  return class extends DurableObject {
    #made = -1;
    #inner;

    get inner() {
      if (this.#made !== generation) {
        this.#inner = new wasm[name](this.ctx, this.env);
        this.#made = generation;
      }
      return this.#inner;
    }

    fetch(request) {
      return call(() => this.inner.fetch(request));
    }

    alarm() {
      return call(() => this.inner.alarm());
    }

    webSocketMessage(socket, message) {
      return call(() => this.inner.webSocketMessage(socket, message));
    }

    webSocketClose(socket, code, reason, clean) {
      return call(() => this.inner.webSocketClose(socket, code, reason, clean));
    }

    webSocketError(socket, error) {
      return call(() => this.inner.webSocketError(socket, error));
    }
  };
}

export const Account = object('Account');
export const Quota = object('Quota');
export const Directory = object('Directory');
export const Door = object('Door');
export const Catalogue = object('Catalogue');

export default {
  async fetch(request, env, ctx) {
    try {
      return await call(() => wasm.fetch(request, env, ctx));
    } catch (error) {
      console.error('hub:', error?.message);
      return Response.json(
        { type: 'about:blank#internal', title: 'internal', status: 500, code: 'internal',
          detail: 'Something went wrong in the hub. Nothing was lost; try again.' },
        { status: 500, headers: { 'content-type': 'application/problem+json' } },
      );
    }
  },
};
