// A hub of a few lines on loopback: serves a page with the package, and takes facts
// and events as the real one does. It can be told to refuse, to be slow, or to be gone.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.webm': 'video/webm' };
const PAGE = `<!doctype html><title>test</title>
<script type="module" src="/page.js"></script>`;

/** `site` is a folder with a page of its own. Pages are served with `headers`. */
export async function startHub(packageFolder, pageScript, { site, headers } = {}) {
  const hub = {
    rules: [{ id: 'video:80:0.5', type: 'video', percent: 80, factor: 0.5 }],
    services: [{ service: 'trakt', state: 'connected' }],
    // Facts as they were stored, each once; and every request that brought some.
    facts: [],
    requests: [],
    tried: 0,
    // Requests that were refused, whatever they were.
    refused: 0,
    paired: [],
    headers,
    // Players that sent events.
    players: new Set(),
    states: {},
    // What to answer instead: a status, or 'close'.
    refuse: undefined,
    // What is asked of a play: a command and its moment.
    command: () => undefined,
    // The same for facts or events alone, by their message.
    refuseFacts: () => undefined,
  };
  const known = new Set();
  const { ScrobbleSession } = await import(pathToFileURL(join(packageFolder, 'dist/node.js')));
  const players = new Map();

  function take(facts, playing) {
    // One without facts asks for commands alone.
    if (facts.length > 0) hub.requests.push(facts);
    const fresh = facts.filter(fact => !known.has(`${fact.playId} ${fact.seq}`));
    for (const fact of fresh) known.add(`${fact.playId} ${fact.seq}`);
    hub.facts.push(...fresh);
    return { accepted: fresh.length, known: facts.length - fresh.length, ...commands([...facts.map(fact => fact.playId), ...(playing ? [playing] : [])]) };
  }

  function commands(plays) {
    const wanted = [...new Set(plays)].flatMap(id => (hub.command(id) ? [{ play_id: id, ...hub.command(id) }] : []));
    return wanted.length > 0 ? { commands: wanted } : {};
  }

  hub.forget = () => players.clear();

  // For a player that may not count itself, a session here does it.
  function count({ player, from, sent_at: now, events }) {
    hub.players.add(player);
    const known = players.get(player) ?? { session: new ScrobbleSession({ rules: hub.rules }), next: 1 };
    players.set(player, known);
    const fresh = from > known.next ? [] : events.slice(known.next - from);
    const facts = fresh.flatMap(({ at, event }) => known.session.handle(event, at));
    if (from === known.next && events.length === 0) facts.push(...known.session.wake(now));
    known.next += fresh.length;
    take(facts);
    const { session, next } = known;
    return {
      accepted: fresh.length, next, facts, progress: session.progress(now), wake_at: session.wakeAt, saved_place: session.savedPlace,
      ...commands(session.savedPlace ? [session.savedPlace.playId] : []),
    };
  }

  async function api(request, response, url) {
    let body = '';
    for await (const part of request) body += part;
    if (hub.refuse === 'close') {
      request.socket.destroy();
      return;
    }
    if (hub.refuse) {
      hub.refused += 1;
      json(response, hub.refuse.status, { code: 'service_unavailable' }, hub.refuse.headers);
      return;
    }
    if (url.pathname === '/api/v1/user/services') json(response, 200, { rules: hub.rules, services: hub.services });
    else if (url.pathname === '/api/v1/state') {
      const keys = url.searchParams.get('ids').split(',');
      json(response, 200, { states: Object.fromEntries(keys.map(key => [key, hub.states[key] ?? { watched: false, plays: 0 }])) });
    } else if (url.pathname === '/api/v1/scrobble') {
      const message = JSON.parse(body);
      hub.tried += 1;
      const status = hub.refuseFacts(message);
      if (status) {
        json(response, status, { code: 'refused' });
        return;
      }
      json(response, 202, message.events ? count(message) : take(message.facts, message.playing));
    } else if (url.pathname === '/api/v1/pair') {
      hub.paired.push(JSON.parse(body));
      json(response, 201, { token: 'test-device-1', device: { id: 'device-1', name: 'Living room', scopes: [] } });
    } else json(response, 404, { code: 'not_found' });
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    try {
      if (url.pathname.startsWith('/api/')) await api(request, response, url);
      else if (url.pathname === '/page.js') send(response, 'text/javascript', pageScript);
      else if (url.pathname.startsWith('/playtally/')) {
        await sendFile(response, join(packageFolder, 'dist'), url.pathname.slice('/playtally/'.length));
      } else if (site) {
        await sendFile(response, site, url.pathname === '/' ? 'index.html' : url.pathname, hub.headers);
      } else send(response, 'text/html', PAGE, hub.headers);
    } catch (error) {
      response.writeHead(404).end(String(error));
    }
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  hub.origin = `http://localhost:${server.address().port}`;
  hub.close = () => {
    server.closeAllConnections();
    server.close();
  };
  /** Waits until the facts stored so far pass the test. */
  hub.until = async (test, what) => {
    const end = Date.now() + 60_000;
    while (!test(hub.facts)) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${JSON.stringify(hub.facts)}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  return hub;
}

/** The page goes, and the hub has refused its farewell. */
export async function turnedAway(hub, page) {
  const { refused } = hub;
  const gone = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await gone;
  while (hub.refused === refused) await new Promise(resolve => { setTimeout(resolve, 20); });
}

async function sendFile(response, folder, name, headers) {
  const file = join(folder, normalize(name));
  send(response, TYPES[extname(file)] ?? 'text/plain', await readFile(file), headers);
}

function send(response, type, body, headers = {}) {
  // A sandboxed frame has no origin, and loads what everybody may.
  response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', ...headers }).end(body);
}

function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
