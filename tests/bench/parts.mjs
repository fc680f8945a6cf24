// What each service and each part of the core weighs in a wasm that has all of them, by the names of its functions.
import { readFile } from 'node:fs/promises';
import { row } from './numbers.mjs';

const NAMED = new URL('../../target/glue-named/core_bg.wasm', import.meta.url);

/**
 * Functions alone: what was folded into a caller counts there, and what many share
 * (texts, JSON, the standard library) for none of them.
 */
export async function parts() {
  const weights = new Map();
  for (const { name, bytes } of functions(await readFile(NAMED))) {
    const part = partOf(name);
    if (part) weights.set(part, (weights.get(part) ?? 0) + bytes);
  }
  const sorted = [...weights].sort(([one], [other]) => one.localeCompare(other));
  return sorted.map(([part, bytes]) => row(`all in one wasm, ${part}, raw`, bytes / 1000, 'KB'));
}

// `<playtally::providers::trakt::Trakt as …>::plan` belongs to `trakt`, the session to `session`; a function
// beside the services, of which only the compiler's hash follows, to none of them.
function partOf(name) {
  const [, part, inner] = /playtally::(\w+)(?:::(\w+)(?=::(?!h[0-9a-f]{16}$)))?/.exec(name) ?? [];
  const shared = ['refusal', 'wire', 'table', 'feed', 'nested', 'chunks', 'descriptor', 'intent', 'kept', 'find', 'metadata'];
  return part === 'providers' && /^[a-z]/.test(inner ?? 'A') && !shared.includes(inner) ? `service ${inner}` : part;
}

/** The functions of a wasm: names as the compiler wrote them, and the bytes of their bodies. */
export function functions(wasm) {
  const bodies = [];
  const names = new Map();
  let imported = 0;
  for (const { id, from, to } of sections(wasm)) {
    const read = reader(wasm, from);
    if (id === 2) imported = importedFunctions(read);
    if (id === 10) {
      for (let left = read.number(); left > 0; left -= 1) {
        const bytes = read.number();
        bodies.push(bytes);
        read.skip(bytes);
      }
    }
    if (id === 0 && read.text() === 'name') readNames(read, to, names);
  }
  return bodies.map((bytes, at) => ({ name: names.get(imported + at) ?? '', bytes }));
}

function* sections(wasm) {
  const read = reader(wasm, 8);
  while (read.at() < wasm.length) {
    const id = read.byte();
    const length = read.number();
    const from = read.at();
    yield { id, from, to: from + length };
    read.skip(length);
  }
}

// Kinds: function, table, memory, global; the type of each has a shape of its own.
function importedFunctions(read) {
  const limits = () => { if (read.number() & 1) read.number(); read.number(); };
  const types = [() => read.number(), () => { read.byte(); limits(); }, limits, () => { read.byte(); read.byte(); }];
  let found = 0;
  for (let left = read.number(); left > 0; left -= 1) {
    read.text();
    read.text();
    const kind = read.byte();
    types[kind]();
    if (kind === 0) found += 1;
  }
  return found;
}

function readNames(read, to, names) {
  while (read.at() < to) {
    const kind = read.byte();
    const length = read.number();
    if (kind !== 1) {
      read.skip(length);
      continue;
    }
    for (let left = read.number(); left > 0; left -= 1) names.set(read.number(), read.text());
  }
}

function reader(bytes, start) {
  let at = start;
  const read = {
    at: () => at,
    skip: (length) => { at += length; },
    byte: () => bytes[at++],
    // LEB128, as all numbers here.
    number() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = read.byte();
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return value;
      }
    },
    text() {
      const length = read.number();
      const text = bytes.toString('utf8', at, at + length);
      at += length;
      return text;
    },
  };
  return read;
}
