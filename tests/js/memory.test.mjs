// What the wasm keeps: nothing of what was refused, freed, or dropped and collected.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { install } from './support/installed.mjs';

const TIMES = 10_000;
const media = { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026 };
const load = { type: 'load', playId: 'play-1', media, duration: 100 };

// The memory of each entry's wasm, and what waits for the collector there.
const memories = [];
const collectors = [];
let playtally;
let full;

// A FinalizationRegistry whose garbage is collected when a test says so.
class Collector {
  #free;
  #held = new Map();

  constructor(free) {
    this.#free = free;
    collectors.push(this);
  }

  register(_, held, token) {
    this.#held.set(token, held);
  }

  unregister(token) {
    this.#held.delete(token);
  }

  collect() {
    const garbage = [...this.#held.values()];
    this.#held.clear();
    for (const held of garbage) this.#free(held);
    return garbage.length;
  }
}

before(async () => {
  const { FinalizationRegistry } = globalThis;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(...words) {
      super(...words);
      memories.push(this.exports.memory);
    }
  };
  globalThis.FinalizationRegistry = Collector;
  const dist = join(install('installed-memory'), 'dist');
  playtally = await import(pathToFileURL(join(dist, 'node.js')));
  full = await import(pathToFileURL(join(dist, 'full/node.js')));
  WebAssembly.Instance = Instance;
  globalThis.FinalizationRegistry = FinalizationRegistry;
});

// Once to warm up, then many times: not a page more.
function flat(memory, work) {
  for (let round = 0; round < TIMES / 10; round += 1) work();
  const before = memory.buffer.byteLength;
  for (let round = 0; round < TIMES; round += 1) work();
  assert.equal(memory.buffer.byteLength, before);
}

const refused = call => assert.throws(call, { name: 'ScrobbleError', code: 'bad_input' });

test('10,000 refusals of a session take no memory, and it still works', () => {
  const { ScrobbleSession, videoRule } = playtally;
  const session = new ScrobbleSession({ rules: [videoRule()] });
  session.handle(load, 0);
  const before = session.snapshot();
  flat(memories[0], () => {
    refused(() => session.handle({ type: 'no such event' }, 0));
    refused(() => session.handle({ ...load, media: { kind: 'movie', year: 'x'.repeat(1000) } }, 0));
    refused(() => session.setRules([{ id: 'none' }]));
    refused(() => new ScrobbleSession({ rules: [{}] }));
    refused(() => ScrobbleSession.restore('{"v":1,"play":'));
  });
  assert.equal(session.snapshot(), before);
  assert.deepEqual(session.handle({ type: 'play', position: 0 }, 0).map(fact => fact.type), ['started']);
  session.free();
});

test('10,000 refusals of an outbox take no memory, and it still works', () => {
  const outbox = new full.Outbox();
  const before = outbox.snapshot();
  flat(memories[1], () => {
    refused(() => outbox.handle({ type: 'no such input' }, 0));
    refused(() => outbox.handle({ type: 'fact', fact: { playId: 7 } }, 0));
    refused(() => outbox.handle({ type: 'destinations', destinations: [{ id: 'a' }] }, 0));
    refused(() => outbox.handle({ type: 'answer', id: 1, response: {} }, 0));
    refused(() => full.Outbox.restore('half a snaps'));
  });
  assert.equal(outbox.snapshot(), before);
  assert.deepEqual(outbox.handle({ type: 'wake' }, 0), []);
  outbox.free();
});

test('what is freed leaves nothing behind, also when it is freed twice', () => {
  const { ScrobbleSession, videoRule } = playtally;
  for (const collector of collectors) collector.collect();
  flat(memories[0], () => {
    const session = new ScrobbleSession({ rules: [videoRule()] });
    session.handle(load, 0);
    session.free();
    session[Symbol.dispose]();
  });
  assert.equal(collectors[0].collect(), 0, 'nothing waits for the collector');
});

test('what is dropped is given back by the collector', () => {
  const { ScrobbleSession, videoRule } = playtally;
  flat(memories[0], () => {
    new ScrobbleSession({ rules: [videoRule()] }).handle(load, 0);
    assert.equal(collectors[0].collect(), 1);
  });
});
