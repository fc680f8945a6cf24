// What each service lets a page of another origin ask and see. Whatever comes from the edge in front of a service
// (a page instead of data) says nothing of it, so a browser cannot even read its status.

const RATES = 'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-RateLimit-Reset-In';

// Only origins that the app's owner listed, and on no answer that refuses or fails.
const TRAKT = {
  allows: (origin) => (/^http:\/\/localhost(:\d+)?$/.test(origin) ? origin : undefined),
  headers: { 'access-control-allow-headers': 'Authorization, Content-Type, trakt-api-key, trakt-api-version' },
  exposes: 'X-Pagination-Page, X-Pagination-Page-Count, X-Pagination-Limit, X-Pagination-Item-Count, Retry-After',
  hides: (status) => status === 403 || status === 429 || status >= 500,
};

const SERVICES = {
  'api.trakt.tv': TRAKT,
  'auth.trakt.tv': TRAKT,
  // Any origin, on errors too.
  'api.simkl.com': {
    allows: () => '*',
    headers: { 'access-control-allow-headers': 'Authorization, Content-Type', 'access-control-max-age': '86400' },
    exposes: 'X-RateLimit-Limit, X-RateLimit-Remaining, Retry-After',
    hides: () => false,
  },
  'api.listenbrainz.org': {
    allows: () => '*',
    headers: { 'access-control-allow-headers': 'Authorization, Content-Type', 'access-control-max-age': '21600' },
    exposes: RATES,
    hides: () => false,
  },
  'ws.audioscrobbler.com': {
    allows: () => '*',
    headers: { 'access-control-allow-headers': 'content-type', 'access-control-max-age': '86400' },
    exposes: '',
    hides: () => false,
  },
  // Any origin; the edge in front of it says nothing.
  'graphql.anilist.co': {
    allows: () => '*',
    headers: { 'access-control-allow-headers': 'Authorization, Content-Type' },
    exposes: 'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After',
    hides: () => false,
  },
  // A server of a person's own is open to all pages, as Maloja is.
  'music.example.org': {
    allows: () => '*',
    headers: { 'access-control-allow-headers': '*, Authorization' },
    exposes: '',
    hides: () => false,
  },
};

// The answer to a browser that asks first, before the service is bothered with anything.
export function preflight(host, request) {
  const rule = SERVICES[host];
  if (!rule || request.method !== 'OPTIONS' || !request.headers.has('access-control-request-method')) return undefined;
  const origin = rule.allows(request.headers.get('origin'));
  if (!origin) return new Response(null, { status: 204 });
  return new Response(null, {
    status: 204,
    headers: { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'GET, POST, PUT, DELETE', ...rule.headers },
  });
}

// The answer as that origin may see it.
export function shown(host, request, response) {
  const origin = request.headers.has('origin') ? SERVICES[host]?.allows(request.headers.get('origin')) : undefined;
  const page = response.headers.get('content-type')?.startsWith('text/html');
  if (!origin || page || SERVICES[host].hides(response.status)) return response;
  const headers = new Headers(response.headers);
  headers.set('access-control-allow-origin', origin);
  headers.set('access-control-expose-headers', SERVICES[host].exposes);
  return new Response(response.body, { status: response.status, headers });
}
