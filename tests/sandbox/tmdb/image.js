// Pictures without painters: a small PNG in a colour of its own for every path.

import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

import { empty } from '../reply.js';

const SIZES = new Set([
  'w45', 'w92', 'w154', 'w185', 'w300', 'w342', 'w500', 'w780', 'w1280', 'h632', 'original',
]);
const PATH = /^\/t\/p\/([a-z0-9]+)\/([\w-]+\.png)$/;

// Only what a title's data names is there; the sandbox names PNGs alone.
export function answer(call, known) {
  const [, size, name] = PATH.exec(call.path) ?? [];
  if (call.method !== 'GET' || !SIZES.has(size) || !known.has(`/${name}`)) return empty(404);
  const wide = name.includes('backdrop');
  return new Response(png(wide ? 16 : 6, 9, createHash('sha256').update(name).digest()), {
    headers: { 'content-type': 'image/png', 'cache-control': 'public, max-age=31919000', 'access-control-allow-origin': '*' },
  });
}

function png(width, height, [red, green, blue]) {
  const line = Buffer.from([0, ...Array.from({ length: width }, () => [red, green, blue]).flat()]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(line)))), chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
