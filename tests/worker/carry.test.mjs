// Pages that carry the hub's requests to AniList: what arrives, and what becomes of a play when a page does not do as it should.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, reach, startWorld, until } from '../support/world.mjs';
import { rest } from './rest.mjs';

const HOST = 'graphql.anilist.co';
const MINUTE = 60_000;

const boats = (number) => ({
  kind: 'episode', show: { title: 'Slow Boats', ids: { anilist: 990010, mal: 990010 } }, season: 1, number, ids: {},
});
const river = { kind: 'movie', title: 'Paper Lanterns: The River Film', ids: { anilist: 990022, mal: 990022 } };
const writes = ({ body }) => JSON.parse(body).query.trimStart().startsWith('mutation');
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

describe('pages that carry', () => {
  let world;
  let me;

  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    // Nobody is left alone for what an earlier test brought about.
    await world.advance(11 * MINUTE);
    me = await someone('demo');
    assert.equal((await set(true)).status, 200);
  });

  const someone = async (name) => {
    const person = world.person();
    await person.connect('anilist', name);
    return person;
  };
  const set = (on) => me.call('PATCH', 'user/services/anilist/settings', { from_browser: on });
  const watch = async (media, who = me) => {
    const { watched, stopped } = play(media, { at: world.now() });
    assert.equal((await who.send(watched, stopped)).status, 202);
  };
  const entries = async (user = 'demo') => (await world.control('state')).anilist.entries
    .filter((row) => row.user === user).map(({ status, progress, repeat }) => [status, progress, repeat]);
  /** Who called AniList since: `page` or `hub`, in order. */
  const callers = async () => (await world.control('state')).requests
    .filter(({ host }) => host === HOST).map(({ origin }) => (origin ? 'page' : 'hub'));
  const calledSince = async (before) => (await callers()).slice(before.length);

  /** Does as it is told, from an origin. */
  const bring = async ({ method, url, headers, body }) => {
    const answer = await reach(url, { method, body, headers: { ...headers, origin: world.origin } });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  };

  /** A page that takes every errand, and says of each request what `act` makes of it. */
  async function pageThat(act = bring, { takes = true } = {}) {
    const page = await me.listen();
    const said = (message) => page.socket.send(JSON.stringify(message));
    page.handed = [];
    page.errands = [];
    page.say = said;
    page.socket.addEventListener('message', async ({ data }) => {
      if (data === 'pong') return;
      const { type, id, request } = JSON.parse(data);
      if (type === 'errand') {
        page.errands.push(id);
        if (takes) said({ type: 'takes', id });
      }
      if (type !== 'carry') return;
      page.handed.push(request);
      const answer = await act(request, id);
      if (answer) said({ type: 'carried', id, ...answer });
    });
    said({ type: 'carries' });
    // What is said is heard in its order.
    page.socket.send('ping');
    await until(() => page.last.pong);
    return page;
  }

  /** Lets time pass until nothing is on its way any more. */
  async function inTheEnd() {
    const open = (await rest(world, me)).filter(({ state }) => state !== 'done');
    assert.deepEqual(open, []);
  }

  test('a play arrives though Workers are turned away, signed, and the hub calls nobody', async () => {
    const page = await pageThat();
    await world.control('settings', { anilist: { no_workers: true } });
    const before = await callers();
    await watch(boats(1));
    await me.settled();
    assert.deepEqual(await entries(), [['CURRENT', 1, 0]]);
    assert.deepEqual(await calledSince(before), ['page', 'page']);
    const { origin } = (await world.control('state')).requests.findLast(({ host }) => host === HOST);
    assert.equal(origin, world.origin);
    const [{ method, url, headers }] = page.handed;
    assert.deepEqual([method, url], ['POST', `${world.sandbox}/${HOST}/`]);
    assert.deepEqual(Object.keys(headers).sort(), ['accept', 'authorization', 'content-type']);

    const { data } = await me.get('user/services/anilist/profile');
    assert.equal(data.username, 'demo');
    assert.equal(page.handed.length, 3, 'who the person is was asked from there, too');
    page.socket.close();
  });

  test('off until asked, and only where it is offered', async () => {
    assert.equal((await set(false)).status, 200);
    const page = await pageThat();
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([page.errands, await entries()], [[], [['CURRENT', 1, 0]]]);
    assert.ok((await callers()).every((by) => by === 'hub'));
    page.socket.close();
    await me.connect('trakt');
    const refused = await me.call('PATCH', 'user/services/trakt/settings', { from_browser: true });
    assert.deepEqual([refused.status, refused.data.code], [400, 'bad_request']);
    const services = new Map((await me.get('user/services')).data.services.map((row) => [row.service, row.from_browser]));
    assert.deepEqual([services.get('anilist'), services.get('trakt')], [false, null]);
  });

  test('what a page could not read the hub reads at once, and lets the page be for two minutes', async () => {
    const page = await pageThat(() => ({ failed: true }));
    const before = await callers();
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([await calledSince(before), page.handed.length], [['hub', 'hub'], 1]);
    await world.advance(2 * MINUTE);
    await watch(boats(2));
    await me.settled();
    assert.equal(page.handed.length, 2);
    assert.deepEqual(await entries(), [['COMPLETED', 2, 0]]);
    page.socket.close();
  });

  for (const [what, answer] of [['says that it failed', { failed: true }], ['brings a page of the edge', { status: 502, body: '<html>' }]]) {
    test(`a write whose page ${what} is looked for before it is written again`, async () => {
      await watch(river);
      await me.settled();
      await world.advance(MINUTE);
      const page = await pageThat(async (request) => {
        const told = await bring(request);
        return writes(request) ? answer : told;
      });
      const before = await callers();
      await watch(river);
      await until(async () => (await me.get('outbox')).data.entries.some(({ state }) => state === 'checking'));
      assert.deepEqual(await entries(), [['COMPLETED', 1, 1]]);
      assert.deepEqual(await calledSince(before), ['page', 'page']);
      await inTheEnd();
      assert.deepEqual(await entries(), [['COMPLETED', 1, 1]], 'counted once');
      page.socket.close();
    });
  }

  test('a write that never left is written by the hub', async () => {
    const page = await pageThat((request) => (writes(request) ? { failed: true } : bring(request)));
    await watch(boats(1));
    await inTheEnd();
    assert.deepEqual(await entries(), [['CURRENT', 1, 0]]);
    assert.deepEqual((await callers()).slice(-2), ['hub', 'hub'], 'looked for, then written');
    page.socket.close();
  });

  test('a hub that dies while a page carries finds out what became of it', async () => {
    await watch(river);
    await me.settled();
    await world.advance(MINUTE);
    let written = false;
    const page = await pageThat(async (request) => {
      const told = await bring(request);
      if (!writes(request)) return told;
      written = true;
      return undefined;
    });
    await watch(river);
    await until(() => written);
    await world.kill();
    assert.equal(page.handed.length, 2);
    await inTheEnd();
    assert.deepEqual(await entries(), [['COMPLETED', 1, 1]]);
  });

  test('a paired player carries nothing, and cannot ask for it', async () => {
    const { code } = (await me.post('user/devices', {})).data;
    const paired = await me.call('POST', 'pair', { code, name: 'Kitchen' }, { 'content-type': 'application/json', cookie: '' });
    const headers = { authorization: `Bearer ${paired.data.token}`, cookie: '' };
    assert.equal((await me.listen(headers)).status, 403);
    assert.equal((await me.call('PATCH', 'user/services/anilist/settings', { from_browser: true }, headers)).status, 403);
  });

  for (const [what, answer] of [
    ['a status that is none', { status: 'lots' }],
    ['a status that no answer has', { status: 101, body: '{}' }],
    ['headers that are none', { status: 200, headers: [1], body: '{}' }],
    ['no answer of the service', { status: 200, body: 'not json{{' }],
    ['nothing', {}],
  ]) {
    test(`a page that brings ${what} has brought nothing`, async () => {
      const page = await pageThat(() => answer);
      await watch(boats(1));
      await me.settled();
      assert.deepEqual([await entries(), page.handed.length], [[['CURRENT', 1, 0]], 1]);
      page.socket.close();
    });
  }

  test('what is said out of turn means nothing; too much at once ends the talk', async () => {
    const page = await pageThat(async (request, id) => {
      for (const text of ['[]', 'null', '{', '"carried"', '{"type":"carried"}', '{"type":"takes","id":7}']) page.socket.send(text);
      page.say({ type: 'carried', id: `${id}0`, status: 200, body: '{}' });
      page.say({ type: 'unheard of', id });
      return bring(request);
    });
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([page.handed.length, await entries()], [2, [['CURRENT', 1, 0]]]);
    // An answer counts once, and after it nothing is waited for.
    page.say({ type: 'carried', id: page.errands[0], status: 400, body: '{"errors":[{"message":"Invalid token","status":400}]}' });
    await watch(boats(2));
    await me.settled();
    assert.deepEqual(await entries(), [['COMPLETED', 2, 0]]);

    const closed = new Promise((resolve) => { page.socket.addEventListener('close', resolve); });
    page.socket.send('x'.repeat((1 << 20) + 1));
    assert.equal((await closed).code, 1009);
  });

  test('an answer that is too long is none', async () => {
    const page = await pageThat(() => ({ status: 200, body: 'x'.repeat(1 << 20) }));
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([page.handed.length, await entries()], [1, [['CURRENT', 1, 0]]]);
  });

  test('a page that is counted out is let be until it may call again; the hub calls meanwhile, and so may others', async () => {
    const other = await someone('kim');
    const page = await pageThat(() => ({ status: 429, headers: { 'retry-after': '300' }, body: '{"errors":[{"message":"Too Many Requests.","status":429}]}' }));
    await watch(boats(1));
    await me.settled();
    await world.advance(4 * MINUTE);
    await watch(boats(2));
    await me.settled();
    assert.deepEqual([page.handed.length, await entries()], [1, [['COMPLETED', 2, 0]]]);
    await watch(boats(1), other);
    await other.settled();
    assert.deepEqual(await entries('kim'), [['CURRENT', 1, 0]]);
    await world.advance(2 * MINUTE);
    await watch(river);
    await me.settled();
    assert.equal(page.handed.length, 2);
    page.socket.close();
  });

  test('a page at its limit brings its last answer, and its word binds nobody else', async () => {
    const other = await someone('kim');
    const last = await pageThat(async (request) => ({ ...await bring(request), headers: { 'x-ratelimit-remaining': '0' } }));
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([last.handed.length, await entries()], [1, [['CURRENT', 1, 0]]]);
    last.socket.close();
    const liar = await pageThat(() => ({ status: 200, body: '{"errors":[{"message":"Too Many Requests.","status":429}],"data":null}' }));
    await watch(boats(2));
    await until(() => liar.handed.length === 1);
    await watch(boats(1), other);
    await other.settled();
    assert.deepEqual(await entries('kim'), [['CURRENT', 1, 0]]);
    liar.socket.close();
  });

  test('a page calls while the hub has to be silent', async () => {
    const other = await someone('kim');
    await world.control('settings', { anilist: { no_workers: true } });
    await watch(boats(1), other);
    await until(async () => (await other.get('outbox')).data.entries.some(({ reason }) => reason));
    const page = await pageThat();
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([await entries(), await entries('kim')], [[['CURRENT', 1, 0]], []]);
    page.socket.close();
  });

  test('of two pages one carries; when it leaves the hub goes on at once, then the other one', async () => {
    let first;
    const leaving = () => {
      first.socket.close();
      return undefined;
    };
    first = await pageThat(leaving);
    const before = await callers();
    await watch(boats(1));
    await until(async () => (await calledSince(before)).length > 0);
    const second = await pageThat();
    await me.settled();
    assert.deepEqual([(await calledSince(before))[0], await entries()], ['hub', [['CURRENT', 1, 0]]]);
    const third = await pageThat();
    const had = second.handed.length;
    await watch(boats(2));
    await me.settled();
    assert.deepEqual([second.handed.length - had, third.handed.length], [2, 0]);
    assert.deepEqual(await entries(), [['COMPLETED', 2, 0]]);
    for (const { socket } of [second, third]) socket.close();
  });

  test('no page answers for another', async () => {
    let other;
    const page = await pageThat(async (request, id) => {
      other.say({ type: 'carried', id, failed: true });
      await sleep(200);
      return bring(request);
    });
    other = await pageThat();
    const before = await callers();
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([page.handed.length, other.errands, await calledSince(before)], [2, [], ['page', 'page']]);
    for (const { socket } of [page, other]) socket.close();
  });

  test('behind a page that sleeps, one that is awake carries though Workers are turned away', async () => {
    const asleep = await pageThat(bring, { takes: false });
    const awake = await pageThat();
    await world.control('settings', { anilist: { no_workers: true } });
    const before = await callers();
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([asleep.errands.length, asleep.handed, awake.handed.length], [1, [], 2]);
    assert.deepEqual([await calledSince(before), await entries()], [['page', 'page'], [['CURRENT', 1, 0]]]);
    for (const { socket } of [asleep, awake]) socket.close();
  });

  test('what one page could not read the next one reads; what it may have written is written by no other', async () => {
    const first = await pageThat(() => ({ failed: true }));
    const second = await pageThat((request) => (writes(request) ? { failed: true } : bring(request)));
    const third = await pageThat();
    await watch(boats(1));
    await until(async () => (await me.get('outbox')).data.entries.some(({ state }) => state === 'checking'));
    assert.deepEqual([first.handed.length, second.handed.length, third.handed.length], [1, 2, 0]);
    await inTheEnd();
    assert.deepEqual(await entries(), [['CURRENT', 1, 0]]);
    for (const { socket } of [first, second, third]) socket.close();
  });

  test('of pages that sleep three are tried, then the hub calls', async () => {
    const pages = [];
    for (let count = 0; count < 3; count += 1) pages.push(await pageThat(bring, { takes: false }));
    const awake = await pageThat();
    const before = await callers();
    await watch(boats(1));
    await me.settled();
    assert.deepEqual(pages.map(({ errands }) => errands.length), [1, 1, 1]);
    assert.deepEqual([await calledSince(before), awake.handed.length], [['hub', 'page'], 1]);
    for (const { socket } of [...pages, awake]) socket.close();
  });

  const turnedAway = () => until(async () => (await me.get('outbox')).data.entries.some(({ reason }) => reason));

  test('a page that opens carries at once what waits because the hub was turned away', async () => {
    await world.control('settings', { anilist: { no_workers: true } });
    await watch(boats(1));
    await turnedAway();
    const page = await pageThat();
    await me.settled();
    assert.deepEqual([page.handed.length, await entries()], [2, [['CURRENT', 1, 0]]]);
    page.socket.close();
  });

  test('so does a page that is open when the person asks for it', async () => {
    await set(false);
    const page = await pageThat();
    await world.control('settings', { anilist: { no_workers: true } });
    await watch(boats(1));
    await turnedAway();
    await set(true);
    await me.settled();
    assert.deepEqual([page.handed.length, await entries()], [2, [['CURRENT', 1, 0]]]);
    page.socket.close();
  });

  test('with no page open the hub keeps to what all share, as for everybody', async () => {
    const other = await someone('kim');
    await world.control('faults', { host: HOST, kind: 'status', status: 429, headers: { 'retry-after': '300' } });
    await watch(boats(2), other);
    await until(async () => (await other.get('outbox')).data.entries.some(({ reason }) => reason));
    const before = await callers();
    await watch(boats(1));
    await until(async () => (await me.get('outbox')).data.entries[0]?.waits_for === 'quota');
    const [{ state, attempts, reason }] = (await me.get('outbox')).data.entries;
    assert.deepEqual([state, attempts, reason], ['waiting', 0, undefined]);
    assert.deepEqual(await calledSince(before), []);
    await world.advance(6 * MINUTE);
    await me.settled();
    await other.settled();
    assert.deepEqual(await entries(), [['CURRENT', 1, 0]]);
  });

  test('a page that sleeps is passed over, and so is one that falls asleep', async () => {
    const asleep = await pageThat(bring, { takes: false });
    await watch(boats(1));
    await me.settled();
    assert.deepEqual([asleep.errands.length, asleep.handed, await entries()], [1, [], [['CURRENT', 1, 0]]]);
    // What it says when it wakes is of no use.
    asleep.say({ type: 'takes', id: asleep.errands[0] });
    await sleep(300);
    assert.deepEqual(asleep.handed, []);
    asleep.socket.close();

    const dozing = await pageThat(() => undefined);
    const before = await callers();
    await watch(boats(2));
    await me.settled();
    assert.deepEqual([dozing.handed.length, await calledSince(before)], [1, ['hub', 'hub']]);
    assert.deepEqual(await entries(), [['COMPLETED', 2, 0]]);
    dozing.socket.close();
  });
});
