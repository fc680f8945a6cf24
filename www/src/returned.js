// What the address brings back from a consent page: said, and taken out of the address.

import { say, warn } from './notices.js';
import { forgetAnswers } from './offline.js';
import { seen } from './pages/connections/firsts.js';
import { nameOf } from './state.js';
import { t } from './words/index.js';

// Where a window tells the page that opened it what came of the visit.
export const RETURNS = 'playtally-page:returns';
const lockOf = (service) => `${RETURNS}:${service}`;

// Says to every window of this browser that this page waits for it; what is given back ends that.
export function waitFor(service) {
  let end;
  const ended = new Promise((resolve) => { end = resolve; });
  navigator.locks.request(lockOf(service), { mode: 'shared' }, () => ended);
  return end;
}

// Reads it, and leads to the page it belongs to; before anything is drawn.
export function takeReturn() {
  const query = new URLSearchParams(location.search);
  const connected = query.get('connected');
  const returned = {
    connected: connected !== null,
    again: query.has('again'),
    error: query.get('error'),
    service: connected ?? query.get('service'),
  };
  if (!returned.connected && !returned.again && !returned.error) return undefined;
  history.replaceState(null, '', returned.connected || returned.error ? '/connections' : '/');
  return returned;
}

// A window that was opened for the visit tells who waits for it, and closes. Whether it did.
export async function handOver(returned) {
  if (!returned?.service || !navigator.locks) return false;
  const { held } = await navigator.locks.query();
  if (!held.some(({ name }) => name === lockOf(returned.service))) return false;
  new BroadcastChannel(RETURNS).postMessage(returned);
  // Only a window that a page opened may close itself; another one goes on as the page.
  close();
  return closed;
}

export const announcement = ({ error }, name) => t([`returned.${error}`, 'returned.failed'], { name });

export function announce(returned) {
  if (!returned) return;
  const { connected, again, error, service } = returned;
  // Found again: what was kept of somebody else here is not theirs, and they chose long ago what is told.
  if (again) {
    forgetAnswers();
    if (service) seen(service);
  }
  if (connected && again) say(t('returned.back_by', { name: nameOf(service) }));
  else if (connected) say(t('returned.connected', { name: nameOf(service) }));
  else if (again) say(t('returned.back'));
  if (error) warn(announcement(returned, service ? nameOf(service) : t('returned.a_service')));
}
