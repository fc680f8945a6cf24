// Carries requests for the hub, to services that hear a browser more readily than a Worker. The sign-in in them passes
// through memory alone.

const PATIENCE = 15_000;
// A machine that slept in between brings a request too late.
const FRESH = 5_000;
const MOST_BYTES = 1_000_000;

// `say` tells the hub something; what it is given hears the hub's messages.
export function carrier(say) {
  let taken = {};

  return async function heard({ type, id, request, services }) {
    if (type === 'services' && services.some((service) => service.from_browser)) say({ type: 'carries' });
    if (type === 'errand') {
      taken = { id, at: Date.now() };
      say({ type: 'takes', id });
    }
    if (type === 'carry') {
      const fresh = id === taken.id && Date.now() - taken.at < FRESH;
      taken = {};
      const answer = fresh && (await fetched(request).catch(() => undefined));
      say({ type: 'carried', id, ...(answer || { failed: true }) });
    }
  };
}

async function fetched({ method, url, headers, body }) {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(url, { method, headers, body, signal, credentials: 'omit', cache: 'no-store', redirect: 'error' });
  const told = { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  return new Blob([JSON.stringify(told)]).size > MOST_BYTES ? undefined : told;
}
