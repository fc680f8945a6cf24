// The Chromium that the tests drive: the one named, else its headless shell, else the whole browser.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const SHELL = 'chromium-headless-shell';
const WHOLE = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
/** Media may play before anybody clicked. */
export const AUTOPLAY = '--autoplay-policy=no-user-gesture-required';

/** Starts it, with Playwright's options; `whole`, where what is shown is not in the shell, as the back/forward cache. */
export function launch({ args = [], whole = false, ...options } = {}) {
  const named = process.env.PLAYTALLY_CHROMIUM;
  const executablePath = whole ? find(WHOLE) ?? named : named ?? find([SHELL, ...WHOLE]);
  if (!executablePath) throw new Error('no Chromium on the path; name one in PLAYTALLY_CHROMIUM');
  return chromium.launch({ ...options, executablePath, args: [...FLAGS, ...args] });
}

function find(names) {
  const folders = process.env.PATH.split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
