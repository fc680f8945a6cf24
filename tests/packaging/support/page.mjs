// A page of somebody else's in Chromium, with a hub behind it.

import { join } from 'node:path';

import { launch } from '../../support/chromium.mjs';
import { startHub } from '../../js/support/hub.mjs';

/**
 * Serves `site`, opens it, and hands page and hub over; answers what the visit answers.
 * What goes to another origin reaches the hub too, or the sandbox in `services`.
 */
export async function visit(folder, { site = '.', headers, services }, look) {
  const hub = await startHub(join(folder, 'node_modules/playtally'), '', { site: join(folder, site), headers });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.said = [];
    page.on('console', message => page.said.push(message.text()));
    page.on('pageerror', error => page.said.push(String(error)));
    page.on('dialog', dialog => dialog.accept('K7QM-3XRP'));
    await page.route('https://hub.example/**', route => elsewhere(route, hub.origin));
    if (services) {
      await page.route(/^https:\/\/[^/]+\.trakt\.tv\//, route => {
        return elsewhere(route, `${services.origin}/${new URL(route.request().url()).host}`);
      });
    }
    await page.goto(hub.origin);
    return await look(page, hub);
  } finally {
    await browser.close();
    hub.close();
  }
}

// Another origin, which allows this page to speak to it.
async function elsewhere(route, base) {
  const { pathname, search } = new URL(route.request().url());
  const response = await route.fetch({ url: base + pathname + search });
  await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } });
}

/** What the page's script leaves in `window.answer`. */
export async function answer(page) {
  try {
    await page.waitForFunction(() => window.answer !== undefined, undefined, { timeout: 60_000 });
  } catch (cause) {
    throw new Error(`the page gave no answer; it said: ${page.said.join('; ')}`, { cause });
  }
  return page.evaluate(() => window.answer);
}
