// The tests' own way in: what was stored, the clock, faults, tokens, accounts. The services know nothing of it.

import { join as joinAnilist } from './anilist/users.js';
import * as catalogue from './catalogue.js';
import * as faults from './faults.js';
import * as feeds from './feeds.js';
import * as oauth from './oauth.js';
import { setPrivate as hideList } from './myanimelist/users.js';
import { html, json, empty, Refusal, route } from './reply.js';
import { join as joinSimkl } from './simkl/library.js';
import { statePage } from './pages.js';

const ROUTES = [
  ['GET', '/_sandbox', page],
  ['GET', '/_sandbox/state', (sandbox) => json(200, state(sandbox))],
  ['GET', '/_sandbox/clock', ({ box }) => json(200, clock(box))],
  ['POST', '/_sandbox/clock', moveClock],
  ['GET', '/_sandbox/faults', ({ box }) => json(200, faults.list(box))],
  ['POST', '/_sandbox/faults', addFaults],
  ['DELETE', '/_sandbox/faults', clearFaults],
  ['POST', '/_sandbox/reset', reset],
  ['GET', '/_sandbox/tokens', ({ box }) => json(200, tokens(box))],
  ['POST', '/_sandbox/tokens', mint],
  ['POST', '/_sandbox/expire', expire],
  ['POST', '/_sandbox/apps', addApp],
  ['POST', '/_sandbox/catalogue', addItems],
  ['POST', '/_sandbox/feeds', addToFeed],
  ['POST', '/_sandbox/settings', settings],
];

export function control(sandbox, call) {
  const { handler, known } = route(ROUTES, call.method, call.path);
  return handler ? handler(sandbox, call) : json(known ? 405 : 404, { error: 'no such control' });
}

function read(call) {
  try {
    return JSON.parse(call.text || '{}');
  } catch {
    throw new Refusal(json(400, { error: 'not JSON' }));
  }
}

export function state({ box, services }) {
  const stored = Object.fromEntries(Object.entries(services).map(([name, service]) => [name, service.state(box)]));
  const requests = box.rows('SELECT * FROM requests ORDER BY place');
  const counts = {};
  for (const { service, method, path } of requests) {
    const key = `${service} ${method} ${path}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return { now: new Date(box.now()).toISOString(), ...stored, requests: requests.map(shownRequest), counts };
}

function shownRequest({ at, method, host, path, status, user, fault, origin }) {
  const more = Object.entries({ user, fault, origin }).filter(([, value]) => value !== null);
  return { at: new Date(at).toISOString(), method, host, path, status, ...Object.fromEntries(more) };
}

function page(sandbox, call) {
  const all = state(sandbox);
  const tables = Object.entries(sandbox.services).flatMap(([name, service]) => service.tables(all[name]));
  return html(200, statePage({ now: all.now, requests: all.requests, tables, still: call.query.has('still') }));
}

const clock = (box) => ({ now: new Date(box.now()).toISOString(), now_ms: box.now(), offset_ms: box.setting('offset', 0) });

function moveClock({ box }, call) {
  const { advance_ms: advance, set_ms: set, offset_ms: offset, still_ms: still } = read(call);
  const stood = box.setting('still');
  if (still !== undefined) box.set('still', still);
  else if (stood) box.set('still', set ?? (offset === undefined ? stood + (advance ?? 0) : Date.now() + offset));
  const old = box.setting('offset', 0);
  box.set('offset', offset ?? (set === undefined ? old + (advance ?? 0) : set - Date.now()));
  return json(200, clock(box));
}

function addFaults({ box }, call) {
  const given = read(call);
  for (const fault of Array.isArray(given) ? given : [given]) faults.add(box, fault);
  return json(200, faults.list(box));
}

function clearFaults(sandbox) {
  faults.clear(sandbox.box);
  sandbox.letGo();
  return empty(204);
}

function reset(sandbox) {
  sandbox.reset();
  return empty(204);
}

// A grant without the consent page; for a ListenBrainz token there is none.
function mint({ box, services }, call) {
  const { service, user = 'demo', client_id: client = `sandbox-${service}`, scope, expires_in: seconds } = read(call);
  if (!services[service]?.grant) throw new Refusal(json(400, { error: 'unknown service' }));
  return services[service].grant(box, { client, user, scope }, seconds === undefined ? undefined : seconds * 1000);
}

// All that are good now, for tests that look where they must not be.
function tokens(box) {
  const minted = box.rows('SELECT service, user, kind, token FROM tokens ORDER BY token');
  const pasted = box.rows("SELECT 'listenbrainz' AS service, user, 'pasted' AS kind, token FROM lb_users ORDER BY token");
  const asked = box.rows("SELECT 'lastfm' AS service, user, 'token' AS kind, token FROM lastfm_tokens ORDER BY token");
  const keys = box.rows("SELECT service, user, 'feed' AS kind, key AS token FROM feed_owners WHERE key IS NOT NULL ORDER BY key");
  return [...minted, ...pasted, ...asked, ...keys];
}

function expire({ box }, call) {
  oauth.expireAll(box, read(call).service);
  return empty(204);
}

function addApp({ box }, call) {
  oauth.addApp(box, read(call));
  return empty(204);
}

function addItems({ box }, call) {
  const given = read(call);
  for (const item of Array.isArray(given) ? given : [given]) catalogue.add(box, item);
  return empty(204);
}

// More entries for a person's feed; with a `key` it is private from now on.
function addToFeed({ box }, call) {
  const { service, user, key, entries = [] } = read(call);
  if (key !== undefined || !feeds.person(box, service, user)) feeds.addPerson(box, service, user, key);
  for (const entry of entries) feeds.addEntry(box, service, user, entry);
  return empty(204);
}

// `listenbrainz_delay_ms`: how long a listen waits before it is stored. `simkl_plan`: {user, plan: free|pro|vip}.
// `simkl_daily`: calls a day, whatever the plan. `lastfm_daily`: scrobbles a day. `lastfm_private`: people who hide what they listen to.
// `anilist`: how it misbehaves, all of it at once. `anilist_user`: {user, and what of their options is to change}.
// `myanimelist_private`: {user, private}. `goodreads_page`: books a page.
// `trakt_account`: {user, vip, watchlist: items at most}.
function settings({ box }, call) {
  const {
    listenbrainz_delay_ms: delay, simkl_plan: plan, lastfm_daily: daily, lastfm_private: hidden, anilist, anilist_user: person,
    myanimelist_private: list, goodreads_page: page, trakt_account: account, simkl_daily: calls,
  } = read(call);
  if (calls !== undefined) box.set('simkl daily', calls);
  if (daily !== undefined) box.set('lastfm daily', daily);
  if (hidden) box.set('lastfm private', hidden);
  if (page) box.set('goodreads page', page);
  if (account) box.set(`trakt account ${account.user ?? 'demo'}`, account);
  if (list) hideList(box, list.user ?? 'demo', list.private);
  if (delay !== undefined) box.set('listenbrainz delay', Math.min(delay, 30_000));
  if (plan) joinSimkl(box, plan.user ?? 'demo', plan.plan);
  if (anilist) box.set('anilist', anilist);
  if (person) {
    const { user = 'demo', ...options } = person;
    joinAnilist(box, user, options);
  }
  return empty(204);
}
