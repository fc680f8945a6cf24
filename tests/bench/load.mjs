// From bytes in memory to the first answer, in Chromium: each time in a new page.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { launch } from '../js/support/browser.mjs';

const RUNS = 11;
const DIST = new URL('../../target/package/dist/', import.meta.url);
const TYPES = { js: 'text/javascript', wasm: 'application/wasm' };

export async function load() {
  const server = createServer(serve);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launch();
  try {
    const address = `http://127.0.0.1:${server.address().port}/`;
    const times = [];
    for (let run = 0; run < RUNS; run += 1) times.push(await once(browser, address));
    times.sort((a, b) => a - b);
    return [{
      name: 'load to first call, Chromium, median',
      value: Number(times[RUNS >> 1].toFixed(2)),
      unit: 'ms',
      peer: null,
      budget: 6,
    }];
  } finally {
    await browser.close();
    server.close();
  }
}

async function once(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  const time = await page.evaluate(async () => {
    const core = await import('/core.js');
    const bytes = await (await fetch('/core_bg.wasm')).arrayBuffer();
    const from = performance.now();
    await core.init(bytes);
    core.parseVideoId('tt0903747:1:5');
    return performance.now() - from;
  });
  await page.close();
  return time;
}

async function serve(request, response) {
  const name = basename(request.url);
  const type = TYPES[name.split('.').pop()];
  if (!type) return response.setHeader('content-type', 'text/html').end('<!doctype html>');
  return response.setHeader('content-type', type).end(await readFile(new URL(name, DIST)));
}
