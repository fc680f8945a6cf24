// Apps, codes that burn, PKCE and tokens: what the services that sign people in have in common. How they differ stays with them.

import { createHash, randomBytes } from 'node:crypto';

export const schema = `
  CREATE TABLE IF NOT EXISTS apps(service TEXT, client TEXT, secret TEXT, redirects TEXT, auth TEXT,
    PRIMARY KEY(service, client));
  CREATE TABLE IF NOT EXISTS codes(code TEXT PRIMARY KEY, service TEXT, client TEXT, redirect_uri TEXT, challenge TEXT,
    scope TEXT, user TEXT, expires_at INTEGER);
  CREATE TABLE IF NOT EXISTS tokens(token TEXT PRIMARY KEY, service TEXT, kind TEXT, session INTEGER, client TEXT,
    user TEXT, scope TEXT, expires_at INTEGER, calls INTEGER DEFAULT 0);
`;

const CODE_LIFE = 10 * 60_000;

// The hub's two callback addresses, on any port of localhost.
const callbacks = (service) => [
  `http://localhost:*/api/v1/auth/callback/${service}`,
  `http://localhost:*/api/v1/scrobble/${service}/callback`,
];

export function seed(box) {
  addApp(box, { service: 'trakt', client_id: 'sandbox-trakt', redirect_uris: callbacks('trakt') });
  addApp(box, {
    service: 'simkl', client_id: 'sandbox-simkl', client_secret: 'sandbox-simkl-secret', redirect_uris: callbacks('simkl'),
  });
  addApp(box, { service: 'lastfm', client_id: 'sandbox-lastfm', client_secret: 'sandbox-lastfm-secret' });
  addApp(box, { service: 'tmdb', client_id: 'sandbox-tmdb' });
  addApp(box, {
    service: 'simkl', client_id: 'sandbox-simkl-v1', client_secret: 'sandbox-simkl-secret', redirect_uris: callbacks('simkl'), auth: 'v1',
  });
  for (const service of ['anilist', 'myanimelist']) {
    addApp(box, { service, client_id: `sandbox-${service}`, client_secret: `sandbox-${service}-secret`, redirect_uris: callbacks(service) });
  }
}

// `auth` is the version of Simkl's sign-in an app was registered for.
export function addApp(box, { service, client_id: client, client_secret: secret = null, redirect_uris: redirects = [], auth = 'v2' }) {
  box.run('INSERT OR REPLACE INTO apps VALUES (?, ?, ?, ?, ?)', service, client, secret, JSON.stringify(redirects), auth);
}

export function findApp(box, service, client) {
  const app = box.row('SELECT * FROM apps WHERE service = ? AND client = ?', service, String(client));
  return app && { ...app, redirects: JSON.parse(app.redirects) };
}

// Exact, but for a registered `:*`, which stands for any port or none.
export function redirectAllowed(app, uri) {
  return app.redirects.some((registered) => {
    if (!registered.includes(':*')) return registered === uri;
    const [before, after] = registered.split(':*');
    if (!uri.startsWith(before) || !uri.endsWith(after) || uri.length < before.length + after.length) return false;
    return /^(:\d{1,5})?$/.test(uri.slice(before.length, uri.length - after.length));
  });
}

export function newCode(box, { service, client, redirectUri, challenge, scope, user }) {
  const code = `sandbox-${service}-code-${random()}`;
  box.run('INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    code, service, client, redirectUri, challenge, scope, user, box.now() + CODE_LIFE);
  return code;
}

// A code is gone after the first look, whatever comes of it.
export function burnCode(box, service, client, code) {
  const row = box.row('SELECT * FROM codes WHERE code = ? AND service = ? AND client = ?', code, service, client);
  if (row) box.run('DELETE FROM codes WHERE code = ?', code);
  return row && box.now() < row.expires_at ? row : undefined;
}

export function pkceMatches(verifier, challenge) {
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

export const challengeLooksRight = (challenge) => /^[A-Za-z0-9_-]{43}$/.test(challenge);

export function newSession(box, grant, { accessLife, refreshLife }) {
  const session = box.nextId();
  return {
    access: addToken(box, { ...grant, session }, 'access', accessLife),
    refresh: addToken(box, { ...grant, session }, 'refresh', refreshLife),
  };
}

export function addToken(box, { service, session, client, user, scope }, kind, life, token = newToken(service, kind, session)) {
  const expires = life === null ? null : box.now() + life;
  box.run('INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)', token, service, kind, session, client, user, scope, expires);
  return token;
}

const newToken = (service, kind, session) => `sandbox-${service}-${kind}-${session % 1000}-${random()}`;

export function findToken(box, service, kind, token) {
  const row = box.row('SELECT * FROM tokens WHERE token = ? AND service = ? AND kind = ?', token, service, kind);
  return row && (row.expires_at === null || box.now() < row.expires_at) ? row : undefined;
}

export const dropToken = (box, token) => box.run('DELETE FROM tokens WHERE token = ?', token);
export const dropSession = (box, session) => box.run('DELETE FROM tokens WHERE session = ?', session);
export const dropAccess = (box, session) => box.run("DELETE FROM tokens WHERE session = ? AND kind = 'access'", session);

export function expireAll(box, service) {
  box.run("UPDATE tokens SET expires_at = ? WHERE service = ? AND kind = 'access'", box.now(), service);
}

export function bearer(headers) {
  return /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

export function random() {
  return randomBytes(12).toString('hex');
}

export function withQuery(address, values) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(values)) if (value !== null && value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
