// No secret and no token is seen where a page, an address, a header, an error or a log could show it.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { until } from '../support/world.mjs';
import { LOCKS, TRACK, openStage } from './stage.mjs';

const TRAKT_SECRET = 'canary-trakt-client-secret-1';
const SIMKL_SECRET = 'canary-simkl-client-secret-1';
const SEALING_KEY = 'canary-sealing-key-1';

describe('secrets', () => {
  let stage;
  before(async () => {
    stage = await openStage({
      bindings: { TRAKT_CLIENT_SECRET: TRAKT_SECRET, SIMKL_CLIENT_SECRET: SIMKL_SECRET, SEALING_KEYS: `canary:${SEALING_KEY}` },
    });
    const app = (service, secret) => ({
      service, client_id: `sandbox-${service}`, client_secret: secret, redirect_uris: [`http://localhost:*/api/v1/auth/callback/${service}`],
    });
    await stage.world.control('apps', app('trakt', TRAKT_SECRET));
    await stage.world.control('apps', app('simkl', SIMKL_SECRET));
  });
  after(() => stage.close());

  test('a person with all three services, renewed tokens and every kind of refusal', async () => {
    const { world } = stage;
    const wren = await stage.visitor('wren', []);
    const seen = watch(wren.context, world.origin);
    const known = new Map([[TRAKT_SECRET, 'Trakt client secret'], [SIMKL_SECRET, 'Simkl client secret'], [SEALING_KEY, 'sealing key']]);
    const learn = async () => {
      for (const { service, kind, user, token } of await world.control('tokens')) {
        if (user === 'wren') known.set(token, `${service} ${kind}`);
      }
    };

    for (const service of ['trakt', 'simkl', 'listenbrainz']) await wren.connect(service);
    await learn();
    await wren.choose('harbour');
    const { begunAt } = await wren.play();

    // Tokens that ran out are renewed while plays go on.
    for (const service of ['trakt', 'simkl']) await world.control('expire', { service });
    await wren.choose('locks');
    const { reachedAt, doneAt } = await wren.play();
    const play = { item: LOCKS, from: reachedAt, to: doneAt + 10_000 };
    await wren.arrived({ trakt: [play], simkl: [play], listenbrainz: [{ item: TRACK, from: begunAt, to: begunAt }] });
    await learn();

    await refusals(wren, world);
    await learn();
    await seen.read();
    await wren.reopen();
    await wren.go('outbox');
    await wren.page.locator('.plays .destination').first().waitFor();
    const [{ value: cookie }] = await wren.context.cookies(world.origin);
    known.set(cookie, 'session cookie');
    const sent = await inside(wren.context);
    await wren.go('connections');
    await wren.card('trakt').getByText('wren').waitFor();
    const { pages, storage } = await inside(wren.context);
    const places = {
      pages: [...sent.pages, ...pages],
      storage,
      answers: seen.answers,
      addresses: seen.addresses,
      referers: seen.referers,
      'what workerd printed': [world.log()],
    };

    const minted = (name) => [...known.values()].filter((other) => other === name).length;
    assert.ok(minted('trakt access') >= 3 && minted('trakt refresh') >= 3, 'Trakt\'s tokens were renewed twice');
    assert.ok(minted('simkl access') >= 2 && minted('simkl refresh') >= 1, 'Simkl\'s token was renewed');
    assert.equal(minted('listenbrainz pasted'), 1);
    for (const [place, texts] of Object.entries(places)) {
      for (const [secret, name] of known) {
        const found = texts.find((text) => text.includes(secret));
        assert.equal(found, undefined, `${name} in ${place}`);
      }
    }

    // What the search looks through is what was there.
    assert.ok(places.pages.some((text) => text.includes('wren')));
    assert.ok(places.storage.some((text) => text.includes('playtally:')));
    assert.ok(seen.problems.length >= 8, `${seen.problems.length} problems`);
    for (const code of ['invalid_token', 'state_invalid', 'bad_request', 'not_found', 'service_unavailable']) {
      assert.ok([...seen.problems, ...seen.addresses].some((text) => text.includes(code)), code);
    }

    // The protocol forces a code into one address, once; nobody is told of it by Referer.
    const codes = seen.addresses.map((address) => new URL(address).searchParams.get('code')).filter((code) => /^sandbox-/.test(code));
    assert.equal(codes.length, 2);
    assert.equal(new Set(codes).size, 2);
    for (const [place, texts] of Object.entries({ ...places, addresses: [] })) {
      for (const code of codes) assert.ok(!texts.some((text) => text.includes(code)), `a code in ${place}`);
    }
    assert.deepEqual(seen.referers.filter((address) => !address.startsWith(world.sandbox)), [], 'the hub sends nobody a Referer');
  });
});

/** Notes what leaves the browser and what the hub answers. */
function watch(context, hub) {
  const seen = { addresses: [], referers: [], answers: [], problems: [], read: () => Promise.all(reading) };
  // What a closed tab did not read to its end, nobody saw.
  const reading = [];
  const later = (work) => reading.push(work().catch(() => {}));
  context.on('request', (request) => {
    seen.addresses.push(request.url());
    later(async () => {
      const { referer } = await request.allHeaders();
      if (referer) seen.referers.push(referer);
    });
  });
  context.on('response', (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (!response.url().startsWith(hub) || !/json|html|text|javascript/.test(type)) return;
    later(async () => {
      const text = await response.text();
      seen.answers.push(text);
      if (type.includes('problem+json')) seen.problems.push(text);
    });
  });
  return seen;
}

/** All that can go wrong at the hub's door, asked from the page. */
async function refusals(someone, world) {
  const ask = (method, path, body) => someone.page.evaluate(
    async ([m, p, b]) => {
      const answer = await fetch(`/api/v1/${p}`, { method: m, ...(b === undefined ? {} : { body: b }) });
      await answer.text();
      return answer.status;
    },
    [method, path, body],
  );
  assert.equal(await ask('GET', 'nothing'), 404);
  assert.equal(await ask('PUT', 'outbox', ''), 405);
  assert.equal(await ask('POST', 'scrobble', 'no json'), 400);
  assert.equal(await ask('POST', 'scrobble', 'x'.repeat(66_000)), 413);
  assert.equal(await ask('POST', 'user/services/listenbrainz/connect', JSON.stringify({ token: 'test-access-1' })), 422);
  assert.equal(await ask('POST', 'user/services/listenbrainz/connect', JSON.stringify({ token: 'test-access-1', base_url: 'http://10.0.0.1' })), 400);
  assert.equal(await ask('GET', 'auth/callback/trakt?code=test-1&state=test-state-1'), 200, 'back to the page, with an error');
  for (const kind of ['html403', 'garbage', 'drop-before']) {
    await world.control('faults', [{ host: 'api.trakt.tv', path: '/users/settings', kind }]);
    assert.equal(await ask('GET', 'user/services/trakt/profile'), 503, kind);
  }
  // A refresh that is refused in the middle of a call.
  await world.control('expire', { service: 'trakt' });
  await world.control('faults', [{ host: 'auth.trakt.tv', kind: 'status', status: 500 }]);
  assert.equal(await ask('GET', 'user/services/trakt/profile'), 503);
  await until(async () => (await ask('GET', 'user/services/trakt/profile')) === 200);
}

/** What scripts and people can see of the hub's pages. */
async function inside(context) {
  const pages = [];
  const storage = [];
  for (const page of context.pages()) {
    pages.push(await page.content(), await page.evaluate(() => document.body.innerText));
    storage.push(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])));
  }
  return { pages, storage };
}
