// A first visit to the page on a slow phone: what it loads, and when it can be used. Files come in brotli, as from the edge.
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import { firstLoad, PHONE } from '../e2e/first-load.mjs';
import { launch } from '../support/chromium.mjs';
import { startWorld } from '../support/world.mjs';
import { median, row } from './numbers.mjs';

const RUNS = 5;
const PACKED = /javascript|css|html|svg|json|wasm/;

export async function page() {
  const world = await startWorld();
  const edge = await compressing(world.origin);
  const browser = await launch();
  try {
    const visits = [];
    for (let run = 0; run < RUNS; run += 1) {
      const context = await browser.newContext({ serviceWorkers: 'block' });
      visits.push(await firstLoad(context, edge.url, PHONE));
      await context.close();
    }
    const of = (what) => median(visits.map((visit) => visit[what]));
    const time = (name, what) => row(`page, ${PHONE.name}: ${name}`, of(what), 'ms', {});
    return [
      row('page, first load, brotli', of('bytes') / 1000, 'KB', { budget: 120 }),
      row('page, first load, requests', of('requests'), '', {}),
      time('first paint', 'painted'),
      time('usable', 'usable'),
      time('counting plays', 'counting'),
      row('page, layout shift', of('shift'), '', { budget: 0.1 }),
    ];
  } finally {
    await browser.close();
    edge.close();
    await world.stop();
  }
}

/** What stands before a hub on the web: it packs what goes through it. */
async function compressing(origin) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(origin + request.url, { headers: { cookie: request.headers.cookie ?? '' } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const packed = PACKED.test(answer.headers.get('content-type'));
    for (const [name, value] of answer.headers) {
      if (!['content-length', 'content-encoding', 'transfer-encoding'].includes(name)) response.setHeader(name, value);
    }
    if (packed) response.setHeader('content-encoding', 'br');
    response.writeHead(answer.status).end(packed ? brotliCompressSync(bytes) : bytes);
  });
  await new Promise((resolve) => { server.listen(0, 'localhost', resolve); });
  return { url: `http://localhost:${server.address().port}/`, close: () => server.close() };
}
