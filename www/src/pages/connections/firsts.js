// Services that are being connected for the first time: their switches are shown before anything is synced.

import { signal } from '@preact/signals';
import { keepList, readList } from '../../kept.js';

const KEPT = 'playtally-page:firsts';

// Kept, as the way may lead over another page.
export const firsts = signal(readList(KEPT));

function keep(ids) {
  firsts.value = ids;
  keepList(KEPT, ids);
}

export function begins({ service, connected_at: before }) {
  if (!before && !firsts.peek().includes(service)) keep([...firsts.peek(), service]);
}

export const seen = (id) => keep(firsts.peek().filter((other) => other !== id));
