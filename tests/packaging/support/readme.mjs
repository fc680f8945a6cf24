// The code in a page of documentation, as it is printed there.

import { readFileSync } from 'node:fs';

/** All fenced blocks of a language, in order. */
export function printed(file, language) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language).map(([, , code]) => code);
}
