// The notice a catalogue wants wherever its data shows, beside its logo.

import { h } from './dom.js';

export function attributed(attribution) {
  if (!attribution) return undefined;
  const { service, name, text, url } = attribution;
  return h(
    'a',
    { className: 'attribution', href: url, target: '_blank', rel: 'noreferrer' },
    h('img', { src: `logos/${service}.svg`, alt: name, width: 24, height: 24 }),
    h('span', {}, text),
  );
}
