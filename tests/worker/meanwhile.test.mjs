// What happens while something else is under way: renewals the person overtakes, alarms, a year away.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, startWorld, track, until } from '../support/world.mjs';

const DAY = 86_400_000;
const YEAR_S = 31_536_000;
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

describe('meanwhile', () => {
  let world;
  let me;
  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.control('reset', {});
    me = world.person();
  });

  const good = async () => (await world.control('tokens')).filter(({ service, kind }) => service === 'trakt' && kind === 'access');
  const renewals = async () => (await world.control('state')).requests.filter(({ path }) => path === '/oauth/token').length;
  const revoked = async () => (await world.control('state')).requests.filter(({ path }) => path === '/oauth/revoke').length;
  /** A fault is taken off the list when the call it befalls arrives. */
  const underWay = () => until(async () => (await world.control('faults')).length === 0);
  const letGo = () => world.control('faults', undefined, 'DELETE');
  const state = async () => (await me.get('user/services')).data.services[0].state;

  /** A renewal that has been sent and not been answered. */
  async function renewing() {
    await me.connect('trakt');
    await world.control('faults', { host: 'auth.trakt.tv', path: '/oauth/token', kind: 'hold' });
    const before = await renewals();
    await world.advance(8 * DAY);
    await underWay();
    return before;
  }

  test('who disconnects while the token is renewed is disconnected, and nobody keeps the new one', async () => {
    const before = await renewing();
    assert.equal((await me.post('user/services/trakt/disconnect', {})).status, 200);
    await letGo();
    await until(async () => (await renewals()) > before);
    await until(async () => (await good()).length === 0);
    assert.equal(await state(), 'disconnected');
    assert.deepEqual(await good(), []);
  });

  test('who signs in anew meanwhile keeps the new sign-in', async () => {
    const before = await renewing();
    await me.connect('trakt');
    const given = await revoked();
    await letGo();
    await until(async () => (await renewals()) > before + 1);
    // What came too late goes back.
    await until(async () => (await revoked()) > given);
    assert.equal(await state(), 'connected');
    const done = play(film, { at: Date.now() + 8 * DAY });
    await me.send(done.watched, done.stopped);
    assert.deepEqual((await me.settled()).map((entry) => entry.state), ['done']);
  });

  test('alarms wait for what is under way', async () => {
    await me.connectListenBrainz();
    await world.control('faults', { path: '/1/submit-listens', kind: 'hold' });
    const song = play(track, { duration: 66 });
    await me.send(song.watched, song.stopped);
    await underWay();
    const { alarms } = await world.lives();
    await sleep(3_000);
    assert.ok((await world.lives()).alarms - alarms <= 2, 'an alarm that is due at once again and again');
    await letGo();
  });

  test('who comes back within a year is known, and the year begins anew', async () => {
    await me.connect('simkl');
    for (const visit of ['the first', 'the second']) {
      await world.advance(360 * DAY);
      const { data, headers } = await me.get('user/services');
      assert.notEqual(data.services[1].state, 'disconnected', visit);
      assert.match(headers.getSetCookie()[0], new RegExp(`Max-Age=${YEAR_S};`));
    }
  });
});
