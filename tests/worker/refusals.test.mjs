// What the hub refuses: clear 4xx with a code, nothing half stored.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, reach, startWorld } from '../support/world.mjs';

describe('refusals', () => {
  let world;
  let me;
  before(async () => {
    world = await startWorld();
    me = world.person();
    await me.connect('trakt');
  });
  after(() => world.stop());

  async function refused(answer, status, code) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.equal(answer.data.code, code);
    assert.equal(answer.data.status, status);
    assert.ok(answer.data.detail.length > 5);
  }

  test('unknown addresses and wrong methods', async () => {
    await refused(await me.get('nothing/here'), 404, 'not_found');
    await refused(await me.get('user/services/myspace/profile'), 404, 'not_found');
    await refused(await me.call('PUT', 'scrobble', {}), 405, 'method_not_allowed');
    await refused(await me.get('user/services?profile=nobody'), 404, 'unknown_profile');
  });

  test('other origins, and callers without a session', async () => {
    const { watched } = play(film);
    await refused(await me.call('POST', 'scrobble', { facts: [watched] }, { origin: 'https://evil.example' }), 403, 'unknown_origin');
    await refused(await me.call('POST', 'scrobble', { facts: [watched] }, { origin: 'null' }), 403, 'unknown_origin');
    await refused(await world.person().send(watched), 401, 'no_session');
    const forged = await world.person().call('POST', 'scrobble', { facts: [watched] }, { cookie: '__Host-playtally=00000000000000000000000000000000.AAAA' });
    await refused(forged, 401, 'no_session');
    await refused(await world.person().get('outbox'), 401, 'no_session');
  });

  test('a body that is too long, not JSON, or of the wrong types', async () => {
    const { watched } = play(film);
    await refused(await me.post('scrobble', 'x'.repeat(65_537)), 413, 'payload_too_large');
    for (const body of ['', '{', '[]', '{"facts":{}}', '{"facts":[]}', { facts: [{}] }, { facts: Array(51).fill(watched) }]) {
      await refused(await me.post('scrobble', body), 400, 'bad_request');
    }
    const wrong = {
      playId: ['', 'a/b', 'x'.repeat(101), 7], seq: [-1, 'one', 1.5], position: [-1, 'far', null], rate: [0, -1],
      at: ['now', null], media: [{ kind: 'podcast' }, 'film', { kind: 'movie', title: 'x'.repeat(5000) }], type: ['dreamt'],
    };
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const answer = await me.send(watched, { ...watched, [field]: value });
        await refused(answer, 400, 'bad_request');
      }
    }
    assert.deepEqual((await me.get('outbox')).data.entries, [], 'the good fact beside a bad one is not stored either');
    assert.deepEqual((await me.send(watched)).data, { accepted: 1, known: 0 });
  });

  test('a body without an end is not read to its end', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      async pull(controller) {
        // No more than a little at a time: what is read is what counts.
        await new Promise((resolve) => setTimeout(resolve, 50));
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384));
      },
    });
    const { headers } = await me.get('user/services');
    const answer = await reach(`${world.origin}/api/v1/scrobble`, {
      method: 'POST',
      duplex: 'half',
      body: endless,
      headers: { origin: world.origin, cookie: headers.getSetCookie()[0].split(';')[0] },
    });
    assert.equal(answer.status, 413);
    assert.equal((await answer.json()).code, 'payload_too_large');
    assert.ok(sent < 10 * 1024 * 1024, `${sent} bytes`);
  });

  test('settings of the wrong type', async () => {
    const patch = (body) => me.call('PATCH', 'user/services/trakt/settings', body);
    await refused(await patch({ enabled: 'yes' }), 400, 'bad_request');
    await refused(await patch({ video_threshold: 'most' }), 400, 'bad_request');
    await refused(await patch({ volume: 11 }), 400, 'bad_request');
    await refused(await me.call('PATCH', 'user/services/simkl/settings', { enabled: true }), 409, 'not_connected');
  });

  test('a base address inside the network', async () => {
    for (const base_url of ['http://listens.example', 'https://127.0.0.1', 'https://[::1]/', 'https://localhost', 'https://box.local', 'https://a.example@10.0.0.1',
      'https://169.254.169.0xfe', 'https://10.0.0.0xA', 'https://a.%6cocalhost', 'https://box.LOCAL', 'https://2130706433']) {
      await refused(await me.post('user/services/listenbrainz/connect', { token: 'test-token', base_url }), 400, 'bad_address');
    }
  });

  test('a flood of facts', async () => {
    const wild = world.person();
    await wild.get('user/services');
    let answer;
    for (let round = 0; round < 40; round += 1) {
      const facts = Array.from({ length: 10 }, () => play(film).started);
      answer = await wild.send(...facts);
      if (answer.status !== 202) break;
    }
    await refused(answer, 429, 'too_many_requests');
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    await world.advance(61_000);
    assert.equal((await wild.send(play(film).started)).status, 202);
  });

  test('the page is closed to other scripts, and media come in parts', async () => {
    const page = await me.call('GET', `${world.origin}/`);
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy');
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'/);
    // The sandbox stands where AniList would.
    assert.match(policy, new RegExp(`connect-src 'self' ${world.sandbox};`));
    const part = await me.call('GET', `${world.origin}/media/lake.webm`, undefined, { range: 'bytes=0-99' });
    assert.equal(part.status, 206);
    assert.match(part.headers.get('content-range'), /^bytes 0-99\/\d+$/);
  });
});
