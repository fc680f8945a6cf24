// The installed Chromium, as root needs it.

import { chromium } from 'playwright-core';

export function launch(more = {}) {
  return chromium.launch({
    ...more,
    executablePath: process.env.PLAYTALLY_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page with the package loaded. */
export async function open(context, hub) {
  const page = await context.newPage();
  page.warnings = [];
  page.on('console', message => page.warnings.push(message.text()));
  page.on('pageerror', error => page.warnings.push(String(error)));
  await page.goto(hub.origin);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  return page;
}
