// Services that are being connected for the first time: their switches are shown before anything is synced.

import { signal } from '@preact/signals';

const KEPT = 'playtally-page:firsts';

export const firsts = signal(read());

// Kept, as the way may lead over another page.
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function keep(ids) {
  firsts.value = ids;
  try {
    localStorage.setItem(KEPT, JSON.stringify(ids));
  } catch {
    // Storage is blocked: for as long as the page is open.
  }
}

export function begins({ service, connected_at: before }) {
  if (!before && !firsts.peek().includes(service)) keep([...firsts.peek(), service]);
}

export const seen = (id) => keep(firsts.peek().filter((other) => other !== id));
