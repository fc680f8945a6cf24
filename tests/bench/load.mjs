// From what was downloaded to the first answer, in Chromium: JavaScript parsed and run,
// wasm compiled and started. Each time in a new page of a new process, beside the stack.
//
// The JavaScript is a script written into the page: the browser runs it at once, where a
// module would first go through its loader, which is slower than all that is measured.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch } from '../support/chromium.mjs';
import { packageBundle, stackBundle } from './bundle.mjs';
import { median, row } from './numbers.mjs';

const RUNS = 21;
const SETTLES_MS = 300;
const SCRIPT = { format: 'iife', globalName: 'bundle' };

export async function load() {
  const ours = await packageBundle('default', SCRIPT);
  const stack = await stackBundle(SCRIPT);
  const files = {
    '/ours.js': ['text/javascript', ours.code],
    '/ours.wasm': ['application/wasm', ours.wasm[0]],
    '/stack.js': ['text/javascript', stack.code],
  };
  const server = createServer((request, response) => serve(files, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launch();
  try {
    const address = `http://127.0.0.1:${server.address().port}/`;
    const times = { ours: [], stack: [] };
    for (let run = 0; run < RUNS; run += 1) {
      times.ours.push(await inPage(browser, address, firstAnswer));
      times.stack.push(await inPage(browser, address, firstClients));
    }
    return [row('load to first call, Chromium, median', median(times.ours), 'ms', { peer: median(times.stack), budget: 6 })];
  } finally {
    await browser.close();
    server.close();
  }
}

async function inPage(browser, address, measure) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  // At first the browser is still busy with the page itself.
  await sleep(SETTLES_MS);
  const time = await page.evaluate(measure);
  await context.close();
  return time;
}

// The two below run in the page.

async function firstAnswer() {
  const script = document.createElement('script');
  script.textContent = await (await fetch('/ours.js')).text();
  const wasm = await (await fetch('/ours.wasm')).arrayBuffer();
  const from = performance.now();
  document.head.append(script);
  const { init, parseVideoId } = globalThis.bundle;
  await init(wasm);
  const { season } = parseVideoId('tt0903747:1:5');
  const time = performance.now() - from;
  if (season !== 1) throw new Error('not the answer');
  return time;
}

async function firstClients() {
  const script = document.createElement('script');
  script.textContent = await (await fetch('/stack.js')).text();
  const from = performance.now();
  document.head.append(script);
  const { trakt } = globalThis.bundle.start();
  const time = performance.now() - from;
  if (typeof trakt.scrobble.stop !== 'function') throw new Error('not the client');
  return time;
}

function serve(files, request, response) {
  const [type, body] = files[request.url] ?? ['text/html', '<!doctype html>'];
  // With these two a page's clock counts in microseconds.
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  response.setHeader('content-type', type).end(body);
}
