// For which services this browser was asked to carry. The hub knows that some browser was; only this one knows itself.

const ASKED = 'playtally-page:carries';

// Storage may be blocked; then it holds until the page is left.
let memory = [];

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(ASKED));
    return Array.isArray(kept) ? kept : memory;
  } catch {
    return memory;
  }
}

export const isAsked = (service) => read().includes(service);

export function ask(service, wanted) {
  memory = [...read().filter((other) => other !== service), ...(wanted ? [service] : [])];
  try {
    localStorage.setItem(ASKED, JSON.stringify(memory));
  } catch {
    // Kept in memory above.
  }
}
