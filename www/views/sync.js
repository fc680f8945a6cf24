// The small light in the header: is everything sent, under way, in trouble, or offline.

const WORDS = {
  idle: 'Safe at the hub',
  syncing: 'Sending',
  error: 'Hub not answering, will try again',
  offline: 'Offline, plays are kept',
};

export function syncLight(root) {
  return (state) => {
    if (root.dataset.state === state) return;
    root.dataset.state = state;
    // Sending is everyday; only trouble is worth being read out.
    root.ariaLive = state === 'error' || state === 'offline' ? 'polite' : 'off';
    root.textContent = WORDS[state];
  };
}
