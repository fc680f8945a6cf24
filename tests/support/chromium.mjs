// The Chromium that the tests drive: the one named, else its headless shell, else the whole browser.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
/** Media may play before anybody clicked. */
export const AUTOPLAY = '--autoplay-policy=no-user-gesture-required';

/** Starts it, with Playwright's options. */
export const launch = ({ args = [], ...options } = {}) => chromium.launch({ ...options, executablePath: find(), args: [...FLAGS, ...args] });

function find() {
  const folders = process.env.PATH.split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [process.env.PLAYTALLY_CHROMIUM, ...places].find((path) => path && existsSync(path));
  if (!found) throw new Error('no Chromium on the path; name one in PLAYTALLY_CHROMIUM');
  return found;
}
