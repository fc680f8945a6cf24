// Players that send what happens instead of what is so: the hub runs their session.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { film, startWorld, until, videoRule } from '../support/world.mjs';
import { play, steps } from '../js/support/tape.js';
import { RawSession } from '../../target/package/dist/core_bg.js';
import '../../target/package/dist/node.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Events of one request. */
const MOST = 500;

/** A player somewhere, numbering what happens there. */
function remote(me, { ahead = 0, now }) {
  const player = randomUUID();
  let next = 1;
  return {
    /** Sends events; `again` sends the same once more. */
    async send(events, { sentAt = now() + ahead, from = next, rules, again = false } = {}) {
      const body = { player, from, sent_at: sentAt, events: events.map(([at, event]) => ({ at, event })), ...(rules ? { rules } : {}) };
      const answer = await me.post('scrobble', body);
      if (answer.status === 202) next = answer.data.next;
      if (again) {
        const second = await me.post('scrobble', body);
        assert.deepEqual(second.data, { ...answer.data, accepted: 0 }, 'what came before changes nothing');
      }
      return answer;
    },
  };
}

/** The facts of an answer, byte by byte. */
const factsIn = ({ text }) => text.slice(text.indexOf('"facts":') + '"facts":'.length, text.indexOf(',"progress":'));

/** Lists of JSON, written after each other as one. */
const joined = (lists) => `[${lists.map((list) => list.slice(1, -1)).filter(Boolean).join()}]`;

/** A recorded playback, as if it had just ended: nothing of it lies ahead of the clock. */
function tape(file, now) {
  const kept = JSON.parse(readFileSync(new URL(`../tapes/${file}`, import.meta.url), 'utf8'));
  const shift = now - Math.max(...steps(kept).map(([, at]) => at));
  const events = kept.events.map(([at, event, more]) => [at + shift, event, more?.until ? { ...more, until: more.until + shift } : more]);
  return { ...kept, events, shift };
}

/** What happens at one player of a tape, in requests: at least three, of one set of rules each. */
function* requests(steps, rules) {
  const size = Math.max(1, Math.min(MOST, Math.ceil(steps.length / 3)));
  let events = [];
  for (const [, at, event] of steps) {
    const other = event.type === 'rules';
    if (!other) events.push([at, event]);
    if (events.length === size || (other && events.length > 0)) {
      yield { events, rules };
      events = [];
    }
    if (other) ({ rules } = event);
  }
  if (events.length > 0) yield { events, rules };
}

async function visitor(world) {
  const me = world.person();
  await me.get('user/services');
  return me;
}

describe('raw events', () => {
  let world;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());

  test('every tape gives the facts it gives in a page, byte for byte', async () => {
    const killed = new Set(['straight-play.json', 'scrub-back.json', 'two-players-at-once.json']);
    for (const file of readdirSync(new URL('../tapes/', import.meta.url))) {
      const recorded = tape(file, world.now());
      const lines = play(recorded, RawSession).split('\n');
      const all = steps(recorded);
      const me = await visitor(world);
      const summary = [];
      for (const name of new Set(all.map(([player]) => player))) {
        const device = remote(me, { now: world.now });
        const told = [];
        let again = false;
        for (const { events, rules } of requests(all.filter(([player]) => player === name), recorded.rules)) {
          again = !again;
          const answer = await device.send(events, { rules, again });
          assert.equal(answer.status, 202, `${file}: ${answer.text}`);
          assert.equal(answer.data.accepted, events.length);
          told.push(factsIn(answer));
          if (killed.delete(file)) await world.kill();
        }
        const expected = lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
        assert.equal(joined(told), joined(expected), `${file} ${name}`);
        summary.push(...JSON.parse(joined(told)).map(({ type, playId, seq, at }) => ({ type, playId, seq, at: at - recorded.shift })));
      }
      const byHand = recorded.facts.map(({ type, playId, seq, at }) => ({ type, playId, seq, at }));
      const order = (facts) => facts.map((fact) => JSON.stringify(fact)).sort();
      assert.deepEqual(order(summary), order(byHand), file);
    }
    assert.deepEqual([...killed], []);
  });

  /** A film of ten minutes, played from the start to this second, ending now. */
  function watched(seconds, { end = world.now(), playId = randomUUID() } = {}) {
    const start = end - seconds * 1000;
    const events = [[start, { type: 'load', playId, media: film, duration: 600 }], [start, { type: 'play', position: 0 }]];
    for (let at = 5; at <= seconds; at += 5) events.push([start + at * 1000, { type: 'time', position: at }]);
    return events;
  }

  test('a film reaches the service once, however often it is sent', async () => {
    const me = world.person();
    await me.connect('trakt');
    const device = remote(me, { now: world.now });
    const events = watched(590);
    await device.send(events.slice(0, 60), { again: true });
    const answer = await device.send([...events.slice(60), [world.now(), { type: 'unload' }]], { again: true });
    assert.deepEqual(answer.data.facts.map((fact) => fact.type), ['watched', 'stopped']);
    assert.equal(answer.data.progress.phase, 'ended');
    const entries = await me.settled();
    assert.deepEqual(entries.map((entry) => entry.state), ['done']);
    const { trakt } = await world.control('state');
    assert.equal(trakt.history.length, 1);
    await world.control('reset', {});
  });

  test('where events are missing, the answer says which is expected', async () => {
    const device = remote(await visitor(world), { now: world.now });
    const events = watched(60);
    const gap = await device.send(events.slice(4), { from: 5 });
    assert.deepEqual([gap.data.accepted, gap.data.next], [0, 1]);
    await device.send(events.slice(0, 4));
    const behind = await device.send(events.slice(6), { from: 7 });
    assert.deepEqual([behind.data.accepted, behind.data.next], [0, 5]);
    const rest = await device.send(events.slice(2), { from: 3 });
    assert.deepEqual([rest.data.accepted, rest.data.next], [events.length - 4, events.length + 1]);
  });

  test('facts of an answer that got lost come with the next', async () => {
    const me = await visitor(world);
    const device = remote(me, { now: world.now });
    const events = watched(60);
    const first = await device.send(events.slice(0, 2));
    assert.deepEqual(first.data.facts.map((fact) => fact.type), ['started']);
    const again = await device.send(events.slice(0, 4), { from: 1 });
    assert.deepEqual(again.data.facts.map((fact) => fact.type), ['started']);
    assert.deepEqual((await device.send(events.slice(4))).data.facts, []);
  });

  test('an empty list says that nothing happened until then', async () => {
    const device = remote(await visitor(world), { now: world.now });
    const events = watched(60);
    const end = events.at(-1)[0];
    await device.send([...events, [end, { type: 'pause', position: 60 }]]);
    const early = await device.send([], { sentAt: end + 4_000 });
    assert.deepEqual([early.data.facts, early.data.wake_at], [[], end + 5_000]);
    const due = await device.send([], { sentAt: end + 5_000 });
    assert.deepEqual(due.data.facts.map((fact) => [fact.type, fact.at]), [['paused', end]]);
    assert.equal(due.data.saved_place.position, 60);
    const stale = await device.send([], { sentAt: end - MINUTE, from: 1 });
    assert.deepEqual([stale.data.accepted, stale.data.wake_at], [0, due.data.wake_at], 'one that was overtaken says nothing');
  });

  test('a pause nobody follows up is told by the alarm, and so is the end', async () => {
    const me = await visitor(world);
    const device = remote(me, { now: world.now });
    const events = watched(300);
    await device.send([...events, [world.now(), { type: 'pause', position: 300 }]]);
    await world.advance(16_000);
    await until(async () => (await me.get('state')).data.continue.length === 1);
    await world.advance(31 * MINUTE);
    const late = await device.send([]);
    assert.deepEqual(late.data.facts.map((fact) => fact.type), ['paused', 'stopped']);
    assert.equal(late.data.facts[1].position, 300);
  });

  test('a player that falls silent behind the threshold has watched', async () => {
    const me = world.person();
    await me.connect('trakt');
    await remote(me, { now: world.now }).send(watched(520));
    await world.kill();
    await world.advance(45 * MINUTE);
    await until(async () => (await world.control('state')).trakt.history.length === 1);
    await world.control('reset', {});
  });

  test('events on their way are waited for', async () => {
    const me = await visitor(world);
    const device = remote(me, { now: world.now });
    const events = watched(60);
    const end = events.at(-1)[0];
    await device.send([...events, [end, { type: 'pause', position: 60 }]]);
    // The pause would be told after five seconds; that it ended after four comes late.
    await world.advance(6_000);
    const answer = await device.send([[end + 4_000, { type: 'play', position: 60 }]]);
    assert.deepEqual(answer.data.facts, []);
  });

  for (const [name, ahead] of [['ahead', 3 * HOUR], ['behind', -3 * HOUR]]) {
    test(`a clock that is ${name} is put right`, async () => {
      const me = world.person();
      await me.connect('trakt');
      const device = remote(me, { ahead, now: world.now });
      const end = world.now();
      const events = watched(590, { end: end + ahead });
      const answer = await device.send([...events, [end + ahead, { type: 'unload' }]]);
      assert.equal(answer.data.facts.at(-1).at, end + ahead, 'the player hears its own time');
      await me.settled();
      const { data } = await me.get('outbox');
      const apart = Math.abs(Date.parse(data.entries[0].watched_at) - (end - 110_000));
      assert.ok(apart < 5_000, `${apart} ms`);
      await world.control('reset', {});
    });
  }

  test('what waits on a clock that is behind still comes due', async () => {
    const me = await visitor(world);
    const device = remote(me, { ahead: -26 * HOUR, now: world.now });
    const end = world.now() - 26 * HOUR;
    const answer = await device.send([...watched(300, { end }), [end, { type: 'pause', position: 300 }]]);
    assert.equal(answer.data.wake_at, end + 5_000);
    await world.advance(16_000);
    const paused = await device.send([]);
    assert.deepEqual(paused.data.facts.map((fact) => fact.type), ['paused'], 'and it has not ended');
  });

  test('a player that stays silent is forgotten', async () => {
    const device = remote(await visitor(world), { now: world.now });
    const sent = await device.send(watched(60));
    await world.advance(49 * HOUR);
    await until(async () => (await device.send([], { from: sent.data.next })).data.next === 1);
  });

  test('what no player sends is refused whole', async () => {
    const me = await visitor(world);
    const player = randomUUID();
    const [load, start] = watched(5).map(([at, event]) => ({ at, event }));
    const good = { player, from: 1, sent_at: world.now(), events: [load, start] };
    const wrong = [
      { player: '' }, { player: 7 }, { from: 0 }, { from: 'one' }, { sent_at: 'now' }, { events: {} }, { events: [{ at: 1 }] },
      { events: [load, { at: 'now', event: start.event }] }, { events: [load, { at: 1, event: { type: 'rewind' } }] },
      { events: [{ at: 1, event: { ...load.event, playId: 'a/b' } }] }, { events: Array(501).fill(start) },
      { events: [{ at: 1, event: { ...load.event, media: { kind: 'movie', title: 'x'.repeat(5000) } } }] },
      { rules: Array(21).fill(videoRule) }, { rules: [{ id: 'x' }] },
    ];
    for (const change of wrong) {
      const answer = await me.post('scrobble', { ...good, ...change });
      assert.equal(answer.status, 400, `${JSON.stringify(change).slice(0, 80)}: ${answer.text}`);
      assert.equal(answer.data.code, 'bad_request');
    }
    const answer = await me.post('scrobble', good);
    assert.deepEqual([answer.data.accepted, answer.data.next], [2, 3], 'nothing of them was kept');
  });
});
