// The way over a service's own page: in a window that closes by itself, else in this tab.

import { signal } from '@preact/signals';
import { refresh } from '../../follow.js';
import { hub } from '../../hub.js';
import { announcement, RETURNS, waitFor } from '../../returned.js';
import { nameOf } from '../../state.js';

const LOOK_EVERY = 500;
const SIZE = { width: 520, height: 720 };

// The visit that is waited for: `{service, window, address, closed}`, or `{service, problem}` once it failed.
export const visit = signal();

// On a phone a window is a tab like any other, and whoever is in it does not find back.
const hasWindows = () => !matchMedia('(pointer: coarse)').matches && innerWidth > 700;

function openWindow() {
  if (!hasWindows()) return undefined;
  const left = Math.max(0, screenX + (outerWidth - SIZE.width) / 2);
  const top = Math.max(0, screenY + (outerHeight - SIZE.height) / 2);
  return window.open('', '', `popup,width=${SIZE.width},height=${SIZE.height},left=${left},top=${top}`) ?? undefined;
}

let letGo = () => {};

// Throws what the hub refuses.
export async function consent(service) {
  leave();
  const opened = openWindow();
  let address;
  try {
    ({ redirect: address } = await hub.connect(service));
  } catch (error) {
    opened?.close();
    throw error;
  }
  if (!opened) {
    await goThere(address);
    return;
  }
  letGo = waitFor(service);
  visit.value = { service, window: opened, address, closed: opened.closed };
  // The service has no business in this page.
  opened.opener = null;
  opened.location.replace(address);
  const looking = setInterval(() => {
    const { window: mine, closed } = visit.peek() ?? {};
    if (mine !== opened) clearInterval(looking);
    // A service may cut the window off from here, which looks the same: an answer from there still counts.
    else if (opened.closed && !closed) visit.value = { ...visit.peek(), closed: true };
  }, LOOK_EVERY);
}

// In this tab. Stays busy: the page is about to go.
export function goThere(address) {
  leave();
  location.assign(address);
  return new Promise((resolve) => { addEventListener('pageshow', resolve, { once: true }); });
}

export function leave() {
  letGo();
  visit.peek()?.window?.close();
  visit.value = undefined;
}

new BroadcastChannel(RETURNS).addEventListener('message', ({ data }) => {
  const mine = visit.peek();
  if (!mine?.window || mine.service !== data.service) return;
  letGo();
  if (data.again) {
    // Another person now: nothing here is theirs.
    location.assign(`/?${new URLSearchParams({ connected: data.service, again: true })}`);
    return;
  }
  visit.value = data.error ? { service: data.service, problem: announcement(data, nameOf(data.service)) } : undefined;
  refresh();
});
