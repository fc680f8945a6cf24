// What the address brings back from a consent page: said, and taken out of the address.

import { say, warn } from './notices.js';
import { forgetAnswers } from './offline.js';
import { nameOf } from './state.js';
import { t } from './words/index.js';

// Reads it, and leads to the page it belongs to; before anything is drawn.
export function takeReturn() {
  const query = new URLSearchParams(location.search);
  const returned = {
    connected: query.get('connected'),
    again: query.has('again'),
    error: query.get('error'),
    service: query.get('service'),
  };
  if (!returned.connected && !returned.again && !returned.error) return undefined;
  history.replaceState(null, '', returned.connected || returned.error ? '/connections' : '/');
  return returned;
}

export function announce(returned) {
  if (!returned) return;
  const { connected, again, error, service } = returned;
  // Found again: what was kept of somebody else here is not theirs.
  if (again) forgetAnswers();
  if (connected && again) say(t('returned.back_by', { name: nameOf(connected) }));
  else if (connected) say(t('returned.connected', { name: nameOf(connected) }));
  else if (again) say(t('returned.back'));
  if (error) warn(t([`returned.${error}`, 'returned.failed'], { name: service ? nameOf(service) : t('returned.a_service') }));
}
