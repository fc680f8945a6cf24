// Messages at the top: what a visit to a consent page came to, what went wrong.

import { h } from './dom.js';

const REFUSED = {
  denied: (name) => `You said no at ${name}, so nothing was connected.`,
  state_expired: (name) => `Connecting to ${name} took longer than ten minutes. Please try again.`,
  state_used: (name) => `That way back from ${name} was used before. Please connect again.`,
  state_invalid: (name) => `That answer from ${name} does not belong to this visit. Please connect again.`,
  scope_missing: (name) => `${name} lets playtally read alone, so nothing was connected. Please connect again, and allow it to write too.`,
  sign_in_again: (name) => `${name} did not accept that sign-in. Please connect again.`,
  app_refused: (name) => `${name} refuses this hub. Its owner has to check the keys it was given.`,
  not_configured: (name) => `This hub has no keys for ${name}.`,
  service_busy: (name) => `${name} is asked too often just now. Please wait a few minutes, then connect again.`,
  service_refused: (name) => `${name} did not take what this hub sent, so nothing was connected. Please try again; if it stays so, its owner should know.`,
  internal: () => 'Something went wrong in this hub, so nothing was connected. Please try again; if it stays so, its owner should know.',
  service_unavailable: (name) => `${name} does not answer right now. Please try again in a while.`,
};

export function notices(root) {
  const show = (kind, text) => {
    const close = h('button', { type: 'button', className: 'quiet', 'aria-label': 'Dismiss this message' }, '×');
    const line = h('div', { className: `notice ${kind}` }, h('p', {}, text), close);
    close.addEventListener('click', () => line.remove());
    root.replaceChildren(line);
  };
  return { good: (text) => show('good', text), error: (text) => show('error', text) };
}

// Says what the address brought back from a consent page, and takes it out of the address.
export function announceReturn(show, services) {
  const query = new URLSearchParams(location.search);
  const nameOf = (id) => services.find((service) => service.service === id)?.name ?? 'the service';
  const connected = query.get('connected');
  const again = query.has('again');
  const code = query.get('error');
  if (connected && again) show.good(`Welcome back: ${nameOf(connected)} knew you, and everything is as you left it.`);
  else if (connected) show.good(`${nameOf(connected)} is connected. What you play from now on goes there too.`);
  else if (again) show.good('Welcome back: everything is as you left it.');
  if (code) {
    const name = nameOf(query.get('service'));
    show.error(REFUSED[code]?.(name) ?? `${name} could not be connected. Please try again.`);
  }
  if (connected || again || code) history.replaceState(null, '', location.pathname);
}
