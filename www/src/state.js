// What the page knows of the hub, each as a signal; `follow.js` keeps it true. `undefined` is: not heard yet.

import { computed, signal } from '@preact/signals';

export const services = signal();
export const rules = signal([]);
// Whether the services are the sandbox's.
export const demo = signal(false);
export const outbox = signal();
export const questions = signal();
// Who plays what now, on paired players and in other pages.
export const players = signal();
export const imports = signal();
// What went wrong the last time the hub was asked; an `Error`.
export const trouble = signal();
export const online = signal(navigator.onLine);
addEventListener('online', () => { online.value = true; });
addEventListener('offline', () => { online.value = false; });

// Plays for a service that wants a new sign-in are kept for it.
const AWAITED = ['connected', 'sign_in_again'];

export const connected = computed(() => (services.value ?? []).filter(({ state }) => AWAITED.includes(state)));

export const serviceOf = (id) => services.value?.find(({ service }) => service === id);
export const nameOf = (id) => serviceOf(id)?.name ?? id;
