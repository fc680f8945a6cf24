// What the page knows of the hub, each as a signal; `follow.js` keeps it true. `undefined` is: not heard yet.

import { computed, signal } from '@preact/signals';
import { chosen } from './profile.js';

export const services = signal();
// The household.
export const profiles = signal([]);
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

// Whom this page is of.
export const person = computed(() => profiles.value.find(({ id }) => id === chosen) ?? profiles.value.find((one) => one.default));

// Plays for a service that wants a new sign-in are kept for it.
const AWAITED = ['connected', 'sign_in_again'];

export const connected = computed(() => (services.value ?? []).filter(({ state }) => AWAITED.includes(state)));

export const serviceOf = (id) => services.value?.find(({ service }) => service === id);
export const nameOf = (id) => serviceOf(id)?.name ?? id;
