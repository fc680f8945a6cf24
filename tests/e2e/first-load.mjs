// What a first visit to a page costs, in a browser that has nothing yet.
import { brotliCompressSync } from 'node:zlib';

/** The slow 4G phone of Lighthouse: a CPU four times slower, 1.6 Mbit/s down, 150 ms there and back. */
export const PHONE = { name: 'slow 4G phone', cpu: 4, latency: 150, down: (1_600 * 1_024) / 8, up: (750 * 1_024) / 8 };

/**
 * Opens `url` in `context`, which must be new and keep no service worker. Answers the files it loaded: how many, their
 * bytes in brotli without media and the hub's answers; when something was painted, when the page could be used and
 * when plays could be counted, in ms; and how much the layout shifted.
 */
export async function firstLoad(context, url, { cpu = 1, ...network } = {}) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  await devtools.send('Network.enable');
  if (network.down) {
    const { latency, down, up } = network;
    await devtools.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: down, uploadThroughput: up });
  }
  const answers = [];
  page.on('response', (response) => answers.push(response));
  await page.addInitScript(watch);
  await page.goto(url, { waitUntil: 'commit' });
  const times = await page.evaluate(() => globalThis.loaded);
  const files = answers.filter((answer) => !/\/(api|media)\//.test(answer.url()));
  const sizes = await Promise.all(files.map(async (file) => brotliCompressSync(await file.body()).length));
  await page.close();
  return { ...times, requests: answers.length, files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** In the page, before its own scripts. */
function watch() {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) shift += hadRecentInput ? 0 : value;
  }).observe({ type: 'layout-shift', buffered: true });
  const seen = {};
  globalThis.loaded = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('nav.menu a') && document.querySelector('main h1')) seen.usable ??= performance.now();
      // The player comes with the package.
      if (document.querySelector('#player')) seen.counting ??= performance.now();
      if (seen.counting === undefined || seen.usable === undefined) {
        requestAnimationFrame(look);
        return;
      }
      // What moves then moves soon.
      setTimeout(() => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        resolve({ painted: paint?.startTime, ...seen, shift });
      }, 1_000);
    };
    requestAnimationFrame(look);
  });
}
