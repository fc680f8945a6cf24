// What the hub says of files and rows in a sentence of its own, in the person's language.

import { effect, signal } from '@preact/signals';
import english from '../../words/en/rows.js';
import { language } from '../../words/index.js';

const OTHERS = import.meta.glob(['../../words/*/rows.js', '!../../words/en/rows.js'], { import: 'default' });

// English until the person's own are there.
const own = signal(english);
effect(() => {
  const wanted = language.value;
  const load = OTHERS[`../../words/${wanted}/rows.js`];
  if (!load) own.value = english;
  else load().then((words) => { if (language.peek() === wanted) own.value = words; }, () => {});
});

const PLACE = /\{(\w+)\}/g;

const plain = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

// What the hub fills in is found where the braces are.
const patternOf = (words) => new RegExp(`^${words.split(PLACE).map((part, at) => (at % 2 ? `(?<${part}>.+)` : plain(part))).join('')}$`, 's');

const all = Object.entries(english);
const PATTERNS = [
  // A whole sentence before one that fits many.
  ...all.filter(([, words]) => !words.match(PLACE)),
  ...all.filter(([, words]) => words.match(PLACE)),
].map(([key, words]) => ({ key, pattern: patternOf(words) }));

// `undefined` for one that is not known here.
export function wordsOf(said) {
  for (const { key, pattern } of PATTERNS) {
    const found = pattern.exec(said);
    if (found) return own.value[key].replaceAll(PLACE, (_, name) => filled(found.groups[name]));
  }
  return undefined;
}

// Sentences stand in sentences, there without their full stop.
const filled = (what) => wordsOf(what) ?? wordsOf(`${what}.`)?.slice(0, -1) ?? what;

export function HubWords({ of: said }) {
  return wordsOf(said) ?? <span lang="en">{said}</span>;
}

// `undefined` for a format that is not known here.
export const formatName = (format) => own.value[`a_${format}`];
