// Carries requests for the hub, to services that hear a browser more readily than a Worker. The sign-in in them passes
// through memory alone.

const PATIENCE = 15_000;
// A machine that slept in between brings a request too late.
const FRESH = 5_000;
const MOST_BYTES = 1_000_000;

// `say` tells the hub something, `asked` knows for which services this browser was asked to carry. What is given back
// hears the hub's messages, and is told when the hub is gone: then nobody waits for an answer, and nothing goes on.
export function carrier(say, asked) {
  let taken = {};
  let willing = false;
  let underWay = new AbortController();

  async function heard({ type, id, request, services }) {
    if (type === 'services') {
      willing = services.some((service) => service.from_browser && asked(service.service));
      if (willing) say({ type: 'carries' });
    }
    if (type === 'errand' && willing) {
      taken = { id, at: Date.now() };
      say({ type: 'takes', id });
    }
    if (type === 'carry') {
      const fresh = id === taken.id && Date.now() - taken.at < FRESH;
      taken = {};
      const answer = fresh && (await fetched(request).catch(() => undefined));
      say({ type: 'carried', id, ...(answer || { failed: true }) });
    }
  }

  async function fetched({ method, url, headers, body }) {
    const mine = new AbortController();
    underWay = mine;
    const patience = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const answer = await fetch(url, {
        method, headers, body, signal: mine.signal, credentials: 'omit', cache: 'no-store', redirect: 'error',
      });
      const told = { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
      return new Blob([JSON.stringify(told)]).size > MOST_BYTES ? undefined : told;
    } finally {
      clearTimeout(patience);
    }
  }

  function gone() {
    taken = {};
    underWay.abort();
  }

  return { heard, gone };
}
