// Answers as the services write them, and a refusal that can be thrown from any depth.

export function json(status, body, headers = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

export function html(status, body, headers = {}) {
  return new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } });
}

export const empty = (status, headers = {}) => new Response(null, { status, headers });

// Cloudflare's own pages: never JSON, whatever was asked for.
export const edgePage = (status, title, headers = {}) => html(status,
  `<!DOCTYPE html><html><head><title>${title} | Cloudflare</title></head><body><h1>${title}</h1></body></html>`, headers);

export class Refusal extends Error {
  constructor(response) {
    super('refused');
    this.response = response;
  }
}

// Finds the handler of a path such as `/sync/history/:type`; a known path with another method is told apart.
export function route(routes, method, path) {
  const parts = path.replace(/(?!^)\/$/, '').split('/');
  let known = false;
  for (const [verb, pattern, handler] of routes) {
    const params = match(pattern.split('/'), parts);
    if (!params) continue;
    known = true;
    if (verb === method) return { handler, params };
  }
  return { known };
}

function match(pattern, parts) {
  if (pattern.length !== parts.length) return undefined;
  const params = {};
  for (const [i, name] of pattern.entries()) {
    if (name.startsWith(':')) params[name.slice(1)] = decode(parts[i]);
    else if (name !== parts[i]) return undefined;
  }
  return params;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
