// Plays at Last.fm, which keeps whatever it is sent twice and takes only so many a day.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { musicRule, play, startWorld, track, until } from '../support/world.mjs';
import { rest } from './rest.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HOST = 'ws.audioscrobbler.com';
const SCROBBLE = { host: HOST, contains: 'method=track.scrobble' };

describe('Last.fm', () => {
  let world;
  let me;
  const song = (more = {}) => play({ ...track, ...more }, { at: world.now(), duration: 66, rule: musicRule });
  const scrobbles = async () => (await world.control('state')).lastfm.scrobbles;

  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    me = world.person();
    await me.connect('lastfm', 'kim');
  });

  test('a track is shown while it plays, and kept once under the second it began', async () => {
    const heard = song();
    await me.send(heard.started);
    await until(async () => (await world.control('state')).lastfm.playing.length === 1);
    await me.send(heard.watched, heard.stopped);
    await me.settled();
    assert.deepEqual((await scrobbles()).map(({ user, timestamp }) => [user, timestamp]), [['kim', Math.floor(heard.startedAt / 1000)]]);
  });

  const answered = (error, status, stored) => ({ kind: 'status', status, stored, body: { error, message: 'Please try again later.' } });
  const lost = [
    ['the answer is lost after storing', { kind: 'drop-after' }],
    ['the request is lost before', { kind: 'drop-before' }],
    ['the answer breaks off', { kind: 'close' }],
    ['the service stores it late', { kind: 'store-late', ms: 20_000 }],
    ['it is offline, having stored it', answered(11, 503, true)],
    ['it is out of order, having stored it', answered(16, 503, true)],
    ['it is out of order', answered(16, 503)],
    ['it failed', answered(8, 500)],
    ['its key is suspended for a while', answered(26, 403)],
    ['a page with status 200, having stored it', { kind: 'html200', stored: true }],
    ['an empty 200', { kind: 'empty' }],
  ];
  for (const [name, fault] of lost) {
    test(`exactly once when ${name}`, async () => {
      await world.control('faults', { ...SCROBBLE, ...fault });
      const heard = song();
      await me.send(heard.watched, heard.stopped);
      const entries = await rest(world, me);
      assert.deepEqual(entries.map(({ state }) => state), ['done'], JSON.stringify(entries));
      assert.equal((await scrobbles()).length, 1);
    });
  }

  test('what it ignores ends with its reason', async () => {
    const heard = song({ artist: 'Unknown Artist' });
    await me.send(heard.watched, heard.stopped);
    const [entry] = await me.settled();
    assert.equal(entry.state, 'dead');
    assert.match(JSON.stringify(entry), /Last\.fm ignores this play: it does not take this artist/);
  });

  test('a day that is full is waited for by that person alone', async () => {
    const other = world.person();
    await other.connect('lastfm', 'demo');
    await world.control('settings', { lastfm_daily: 0 });
    const heard = song();
    await me.send(heard.watched, heard.stopped);
    await until(async () => JSON.stringify((await me.get('outbox')).data).includes('Last.fm takes no more plays from you today'));
    await world.control('settings', { lastfm_daily: 100 });
    const theirs = song();
    await other.send(theirs.watched, theirs.stopped);
    await other.settled();
    assert.deepEqual((await scrobbles()).map(({ user }) => user), ['demo'], 'nobody else has to wait');
    await world.advance(4 * HOUR + MINUTE);
    const entries = await me.settled();
    assert.deepEqual(entries.map(({ state }) => state), ['done']);
    assert.deepEqual((await scrobbles()).map(({ user }) => user).sort(), ['demo', 'kim']);
  });

  test('an app that asks too much is held back for everybody', async () => {
    const other = world.person();
    await other.connect('lastfm', 'demo');
    await world.control('faults', { ...SCROBBLE, ...answered(29, 429) });
    const heard = song();
    await me.send(heard.watched, heard.stopped);
    await until(async () => JSON.stringify((await me.get('outbox')).data).includes('Last.fm asks to slow down'));
    await until(async () => (await world.rows()).some(({ kind, rows }) => kind === 'QUOTA' && rows.cool?.length > 0));
    const theirs = song();
    await other.send(theirs.watched, theirs.stopped);
    await until(async () => (await other.get('outbox')).data.entries[0].waits_for === 'quota');
    assert.equal((await scrobbles()).length, 0);
    await rest(world, me);
    await rest(world, other);
    assert.deepEqual((await scrobbles()).map(({ user }) => user).sort(), ['demo', 'kim']);
  });

  test('a key that was taken back waits for the person, and goes on', async () => {
    await world.control('faults', { ...SCROBBLE, kind: 'status', status: 403, body: { error: 9, message: 'Invalid session key' } });
    const heard = song();
    await me.send(heard.watched, heard.stopped);
    await until(async () => (await me.get('user/services')).data.services.find(({ service }) => service === 'lastfm').state === 'sign_in_again');
    assert.equal((await scrobbles()).length, 0);
    await me.connect('lastfm', 'kim');
    await me.settled();
    assert.equal((await scrobbles()).length, 1);
  });
});
