// The list of services, each with a card; those that are not in use can be folded away.

import { h } from './dom.js';
import { serviceCard } from './service-card.js';

const IDLE = ['disconnected', 'not_configured', 'configured'];

export function servicesView(root, { show, changed }) {
  const list = h('div', { id: 'service-cards', className: 'cards foldable' });
  const wait = h('p', { className: 'empty' }, 'Loading…');
  const more = h('button', { type: 'button', id: 'more-services', hidden: true, 'aria-controls': list.id, onclick: () => fold(list.dataset.folded !== 'true') });
  const cards = new Map();
  let idle = 0;
  root.append(wait, list, more);

  function fold(folded) {
    list.dataset.folded = String(folded);
    more.ariaExpanded = String(!folded);
    more.textContent = folded ? `${idle} more service${idle === 1 ? '' : 's'}` : 'Only those in use';
  }

  return {
    update(services) {
      const first = cards.size === 0;
      wait.hidden = services.length > 0;
      for (const service of services) {
        if (!cards.has(service.service)) {
          const card = serviceCard(service.service, { show, changed, unfold: () => fold(false) });
          cards.set(service.service, card);
          list.append(card.element);
        }
        cards.get(service.service).update(service);
      }
      const before = idle;
      idle = services.filter((service) => IDLE.includes(service.state)).length;
      more.hidden = idle === 0 || idle === services.length;
      // Whoever has something connected came for that; a code that waits is not hidden.
      if (first) fold(!more.hidden && !services.some((service) => service.code_pending));
      else if (idle !== before) fold(!more.hidden && list.dataset.folded === 'true');
    },
    failed(message) {
      if (cards.size === 0) wait.textContent = message;
    },
  };
}
