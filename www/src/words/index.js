// What the page says, in the person's language: `t('part.key', {…})`.

import { batch, signal } from '@preact/signals';

const TONGUES = { en: () => import('./en/index.js'), de: () => import('./de/index.js') };
const CHOSEN = 'playtally-page:language';

export const LANGUAGES = { en: 'English', de: 'Deutsch' };
export const language = signal('en');

const words = signal({});

// The words for a key; a function of `about` where they depend on it. Of several keys the first that there is.
export function t(keys, about = {}) {
  for (const key of [keys].flat()) {
    const [part, name] = key.split('.');
    const found = words.value[part]?.[name];
    if (found !== undefined) return typeof found === 'function' ? found(about) : found;
  }
  throw new Error(`no words for ${keys}`);
}

export const has = (key) => {
  const [part, name] = key.split('.');
  return words.value[part]?.[name] !== undefined;
};

function preferred() {
  try {
    const chosen = localStorage.getItem(CHOSEN);
    if (chosen in TONGUES) return chosen;
  } catch {
    // Storage is blocked: the browser's own.
  }
  return navigator.languages.map((tag) => tag.split('-')[0]).find((tag) => tag in TONGUES) ?? 'en';
}

let last;

// Speaks the language the person chose, or the browser prefers; of several the one that was wanted last.
export async function chooseWords(wanted = preferred()) {
  last = wanted;
  const next = (await TONGUES[wanted]()).default;
  if (wanted !== last) return;
  batch(() => {
    words.value = next;
    language.value = wanted;
  });
  document.documentElement.lang = wanted;
}

// From now on, in this browser.
export async function speak(wanted) {
  await chooseWords(wanted);
  if (wanted !== last) return;
  try {
    localStorage.setItem(CHOSEN, wanted);
  } catch {
    // For as long as the page is open.
  }
}
