// The list of services, each with a card.

import { h } from './dom.js';
import { serviceCard } from './service-card.js';

export function servicesView(root, { show, changed }) {
  const list = h('div', { className: 'cards' });
  const wait = h('p', { className: 'empty' }, 'Loading…');
  const cards = new Map();
  root.append(wait, list);

  return {
    update(services) {
      wait.hidden = services.length > 0;
      for (const service of services) {
        if (!cards.has(service.service)) {
          const card = serviceCard(service.service, { show, changed });
          cards.set(service.service, card);
          list.append(card.element);
        }
        cards.get(service.service).update(service);
      }
    },
    failed(message) {
      if (cards.size === 0) wait.textContent = message;
    },
  };
}
