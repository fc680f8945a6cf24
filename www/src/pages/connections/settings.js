// Changes of a service's settings: shown at once, told one after the other, kept while there is no network.

import { signal } from '@preact/signals';
import { change, waiting } from '../../change.js';
import { refresh } from '../../follow.js';
import { mine } from '../../profile.js';
import { receive } from './service.js';

// As a change that waits is kept.
const pathOf = (id) => mine(`user/services/${encodeURIComponent(id)}/settings`);

// What is on its way: `{id, changes}`.
const sending = signal([]);
const last = new Map();

// The service as it is once all that was said has arrived.
export function asSaid(service) {
  const path = pathOf(service.service);
  const late = waiting.value.filter((one) => one.path === path).map(({ body }) => body);
  const soon = sending.value.filter(({ id }) => id === service.service).map(({ changes }) => changes);
  return Object.assign({}, service, ...late, ...soon);
}

// Resolves with the hub's answer; `undefined` where it waits for the network.
export function set(id, changes) {
  const one = { id, changes };
  sending.value = [...sending.value, one];
  const done = (last.get(id) ?? Promise.resolve()).then(async () => {
    try {
      const answer = await change('PATCH', pathOf(id), changes);
      if (answer) {
        receive(answer.service);
        refresh();
      }
      return answer;
    } finally {
      sending.value = sending.value.filter((other) => other !== one);
    }
  });
  last.set(id, done.catch(() => {}));
  return done;
}
