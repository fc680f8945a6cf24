// What the page says at its edge: that something is done, with the way back, or what went wrong.

import { signal } from '@preact/signals';

export const notices = signal([]);

let last = 0;

function add(notice) {
  const id = last += 1;
  // The same words twice are one notice.
  notices.value = [...notices.value.filter(({ text }) => text !== notice.text), { id, ...notice }].slice(-3);
  return () => dismiss(id);
}

export const dismiss = (id) => { notices.value = notices.value.filter((notice) => notice.id !== id); };

// Good news goes by itself; a way back stays longer.
const GOOD_MS = 6_000;
export const UNDO_MS = 12_000;

// `undo` is offered as a button; what is given back takes the notice away.
export function say(text, { undo } = {}) {
  const away = add({ kind: 'good', text, undo });
  setTimeout(away, undo ? UNDO_MS : GOOD_MS);
  return away;
}

export const warn = (text, { action, actionText } = {}) => add({ kind: 'bad', text, action, actionText });
