// ListenBrainz' people: a token each, and what their calls may lack.

import { randomUUID } from 'node:crypto';

import { html, Refusal } from '../reply.js';
import { problem } from './check.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS lb_users(user TEXT PRIMARY KEY, token TEXT UNIQUE);
`;

const DEMO_TOKEN = '00000000-0000-4000-8000-000000000001';

export function seed(box) {
  box.run('INSERT OR IGNORE INTO lb_users VALUES (?, ?)', 'demo', DEMO_TOKEN);
}

// A token for somebody, the same one each time.
export function tokenOf(box, user) {
  box.run('INSERT OR IGNORE INTO lb_users VALUES (?, ?)', user, randomUUID());
  return box.row('SELECT token FROM lb_users WHERE user = ?', user).token;
}

// The token is the second word, whatever the first one is.
export function userOf(box, call) {
  const header = call.headers.get('authorization');
  if (!header) throw problem(401, 'You need to provide an Authorization header.');
  const [, token] = header.split(' ');
  if (!token) throw problem(401, 'Provided Authorization header is invalid.');
  const row = box.row('SELECT user FROM lb_users WHERE token = ?', token);
  if (!row) throw problem(401, 'Invalid authorization token.');
  call.user = row.user;
  return row.user;
}

export function known(box, user) {
  if (!box.row('SELECT 1 FROM lb_users WHERE user = ?', user)) throw problem(404, `Cannot find user: ${user}`);
}

// Where the server reads a JSON request, the type has to say so; the refusal is a page.
export function readJson(call) {
  if (!/^application\/json\b/i.test(call.headers.get('content-type') ?? '')) {
    throw new Refusal(html(415, '<!doctype html><title>415 Unsupported Media Type</title><h1>Unsupported Media Type</h1>'));
  }
  try {
    const body = JSON.parse(call.text);
    if (body && typeof body === 'object' && !Array.isArray(body)) return body;
  } catch {
    // Answered below, like any other body that is not an object.
  }
  throw problem(400, 'Invalid JSON document submitted.');
}

export const isUuid = (text) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
export const whole = (text, otherwise) => (/^\d+$/.test(text ?? '') ? Number(text) : otherwise);
