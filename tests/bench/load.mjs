// From what was downloaded to the first answer, in Chromium: JavaScript parsed and run,
// wasm compiled and started. Each time in a new page of a new process, beside the stack.
import { createServer } from 'node:http';
import { launch } from '../js/support/browser.mjs';
import { packageBundles, stackBundle } from './bundle.mjs';
import { median, row } from './numbers.mjs';

const RUNS = 15;

export async function load() {
  const [ours] = (await packageBundles()).filter(({ name }) => name === 'default');
  const stack = await stackBundle();
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
  await page.evaluate(anything);
  const time = await page.evaluate(measure);
  await context.close();
  return time;
}

// The functions below run in the page. An address of a Blob is one that needs no network.

// A page has other modules; what the first of them costs is none of ours.
async function anything() {
  await import(URL.createObjectURL(new Blob([''], { type: 'text/javascript' })));
}

async function firstAnswer() {
  const code = URL.createObjectURL(await (await fetch('/ours.js')).blob());
  const wasm = await (await fetch('/ours.wasm')).arrayBuffer();
  const from = performance.now();
  const { init, parseVideoId } = await import(code);
  await init(wasm);
  const { season } = parseVideoId('tt0903747:1:5');
  const time = performance.now() - from;
  if (season !== 1) throw new Error('not the answer');
  return time;
}

async function firstClients() {
  const code = URL.createObjectURL(await (await fetch('/stack.js')).blob());
  const from = performance.now();
  const { start } = await import(code);
  const { trakt } = start();
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
