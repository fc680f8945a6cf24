// The hub's own description of itself: served, and true. What is answered elsewhere in these
// tests is held against it by `person.call`.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { reach, startWorld } from '../support/world.mjs';
import { document, hold } from '../support/openapi.mjs';

let world;
before(async () => { world = await startWorld(); });
after(() => world?.stop());

test('it is served to anybody', async () => {
  const answer = await reach(`${world.origin}/openapi.json`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^application\/json/);
  assert.deepEqual(await answer.json(), document);
});

test('whatever it describes is there', async () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path]));
  for (const [method, path] of described.filter(([, path]) => path.startsWith('/api/'))) {
    const named = path.replace('{s}', 'trakt').replace('{catalogue}', 'imdb').replaceAll(/\{\w+\}/g, '1');
    // Nobody asks: who is known to have no session was led to a route.
    const answer = await reach(`${world.origin}${named}`, { method, redirect: 'manual', headers: { origin: world.origin } });
    const body = await answer.text();
    assert.ok(![404, 405].includes(answer.status), `${method} ${path}: ${answer.status} ${body}`);
  }
});

test('what differs from it is found out', () => {
  const device = { id: 'd', profile: 'main', name: 'TV', scopes: ['play'], paired_at: '2026-11-01T20:00:00Z', last_seen_at: null };
  const answer = { method: 'GET', url: 'http://localhost/api/v1/user/devices', status: 200, type: 'application/json', data: { devices: [device] } };
  hold(answer);
  const { name, ...nameless } = device;
  for (const wrong of [
    { data: { devices: [{ ...device, more: 1 }] } },
    { data: { devices: [nameless] } },
    { data: { devices: [{ ...device, paired_at: 'yesterday' }] } },
    { data: { devices: [{ ...device, scopes: 'play' }] } },
    { data: {} },
    { type: 'text/plain' },
    { status: 201 },
    { method: 'POST', sent: { names: 'TV' }, status: 201, data: { code: 'A', expires_at: '2026-11-01T20:00:00Z' } },
    { url: `${answer.url}?all=1` },
    { url: 'http://localhost/api/v1/user/gadgets' },
    { status: 400, type: 'application/problem+json', data: { type: 't', title: 't', status: 400, code: 'never_heard_of', detail: 'd' } },
  ]) assert.throws(() => hold({ ...answer, ...wrong }), /openapi\.json/, `${name}: ${JSON.stringify(wrong)}`);
});
