// One round: what the person does, what fails meanwhile, and how all come to agree in the end.
import assert from 'node:assert/strict';
import { musicRule, play, until } from '../../support/world.mjs';
import { Chance } from './chance.mjs';
import { Hands, STATUSES, holdings } from './hands.mjs';
import { ANIME, FILMS, RATED, SONGS, VIDEOS, WISHED, workOf } from './titles.mjs';
import { ABOUT, PLAYED_AT, SERVICES, Truth, isOf, library } from './truth.mjs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const IN_STEP = { sync_history: true, sync_ratings: true, sync_watchlist: true, delete_budget: { most: 100, percent: 100 } };

/** Where each service can fail: its data, not its sign-in. */
const FAILS_AT = {
  trakt: [{ host: 'api.trakt.tv', path: '/sync/*' }, { host: 'api.trakt.tv', path: '/sync/history', method: 'POST' }],
  simkl: [{ host: 'api.simkl.com', path: '/sync/*' }, { host: 'api.simkl.com', path: '/sync/history', method: 'POST' }],
  lastfm: [{ host: 'ws.audioscrobbler.com' }, { host: 'ws.audioscrobbler.com', method: 'POST' }],
  listenbrainz: [{ host: 'api.listenbrainz.org', path: '/1/*' }, { host: 'api.listenbrainz.org', path: '/1/submit-listens' }],
  anilist: [{ host: 'graphql.anilist.co' }],
  myanimelist: [{ host: 'api.myanimelist.net', path: '/v2/*' }],
};
const FAULTS = [
  { kind: 'drop-before' }, { kind: 'drop-after' }, { kind: 'close' }, { kind: 'garbage' }, { kind: 'garbage', stored: true }, { kind: 'empty' },
  { kind: 'store-late', ms: 20_000 }, { kind: 'delay', ms: 700 }, { kind: 'status', status: 500 }, { kind: 'status', status: 503, stored: true },
  { kind: 'status', status: 429, retry_after: 20 },
];

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export class Round {
  constructor(world, seed) {
    this.world = world;
    this.chance = new Chance(seed);
    this.truth = new Truth(this.chance.onceIn(2));
    this.me = world.person();
    this.hands = new Hands(world, async (ms) => {
      await this.quiet();
      await this.wait(ms);
      await this.quiet();
    });
    this.begun = this.now();
    /** Days on which films and episodes are played, and hours for music; each is taken once. */
    this.slots = 0;
    /** What happened, for whoever reads of a round that went wrong. */
    this.story = [];
  }

  happened(...what) {
    this.story.push(`${new Date(this.now()).toISOString()} ${what.join(' ')}`);
  }

  now() {
    return this.world.now();
  }

  wait(ms) {
    return this.world.advance(ms);
  }

  async tell() {
    await this.world.control('reset', {});
    // The services' clocks are not the hub's.
    const ahead = this.chance.of([0, 90 * SECOND, -90 * SECOND]);
    await this.world.control('clock', { offset_ms: this.world.passed + ahead });
    for (const service of SERVICES) await (service === 'listenbrainz' ? this.me.connectListenBrainz() : this.me.connect(service));
    for (const service of SERVICES) {
      const mirror = this.truth.mirrors ? SERVICES.filter((other) => other !== service) : [];
      const { status, data } = await this.me.call('PATCH', `user/services/${service}/settings`, { ...IN_STEP, mirror });
      assert.equal(status, 200, JSON.stringify(data));
    }
    // Simkl shuts out who reads all of it again and again: it is read once before anything fails.
    await until(async () => (await this.rows()).every(({ last_sync_at: at }) => at !== null));
    for (const song of SONGS) await this.play(song);
    // By what the player calls them each service's name of them is known to all.
    for (const name of ANIME) await this.standHere(name, 'planned 0');
    for (let chapter = 0; chapter < 2; chapter += 1) {
      for (let scene = 0; scene < 2; scene += 1) await this.scene();
      await this.settle();
    }
  }

  /** What the person does at the services, and then here, while something fails. */
  async scene() {
    await this.world.control('faults', undefined, 'DELETE');
    for (let acts = this.chance.below(5); acts > 0; acts -= 1) await this.actThere();
    for (let faults = this.chance.below(6); faults > 0; faults -= 1) {
      const where = this.chance.of(FAILS_AT[this.chance.of(SERVICES)]);
      const fault = { ...where, ...this.chance.of(FAULTS), times: 1 + this.chance.below(2) };
      this.happened('fault', JSON.stringify(fault));
      await this.world.control('faults', fault);
    }
    for (let acts = 1 + this.chance.below(5); acts > 0; acts -= 1) {
      await this.actHere();
      if (this.chance.onceIn(2)) await this.wait(this.chance.below(3) * MINUTE);
    }
    if (this.chance.onceIn(2)) await this.me.post('user/sync');
    if (this.chance.onceIn(3)) {
      await sleep(this.chance.below(500));
      this.happened('killed');
      await this.world.kill();
    }
    await this.wait(this.chance.below(90) * MINUTE);
  }

  played(name, at, told, live) {
    this.happened(told, live ? 'plays live' : 'play', name, new Date(at).toISOString());
    this.truth.played(name, at, told, live);
  }

  /** A moment of its own for one more play. */
  slot(name) {
    this.slots += 1;
    const ago = workOf(name).kind === 'track' ? 2 * HOUR + 4 * HOUR * this.slots : (2 + 3 * this.slots) * DAY;
    return Math.floor((this.begun - ago) / SECOND) * SECOND;
  }

  async play(name) {
    const music = workOf(name).kind === 'track';
    const at = this.slot(name);
    const { watched, stopped, startedAt, watchedAt } = play(workOf(name), { at, duration: 200, ...(music ? { rule: musicRule } : {}) });
    assert.equal((await this.me.send(watched, stopped)).status, 202);
    this.played(name, music ? startedAt : watchedAt, 'player');
  }

  /** A film that services see from its start to its end, now. */
  async playLive() {
    const name = this.chance.of(FILMS);
    // Late in the day its end might be of another one.
    if (new Date(this.now()).getUTCHours() > 18 || this.truth.of(name).some(({ at }) => this.now() - at < DAY)) return;
    const { started, watched, stopped, watchedAt } = play(workOf(name), { at: this.now() });
    await this.me.send(started);
    await this.me.send(watched, stopped);
    this.played(name, watchedAt, 'player', true);
  }

  async actHere() {
    switch (this.chance.below(9)) {
      case 0: return this.playLive();
      case 1: case 2: return this.play(this.chance.of([...VIDEOS, ...SONGS]));
      case 3: return this.mark(this.chance.of([...VIDEOS, ...SONGS]));
      case 4: return this.takeBack();
      default: return this.say('hub', this.chance.of(Object.keys(ABOUT)));
    }
  }

  async mark(name) {
    const at = this.slot(name);
    const { status } = await this.me.post('history', { plays: [{ work: workOf(name), watched_at: new Date(at).toISOString() }] });
    assert.equal(status, 201);
    this.played(name, at, 'hub');
  }

  async takeBack() {
    const one = this.known(() => true);
    if (!one) return;
    const { plays } = await library(this.me);
    const { id } = plays.get(one.name).find(({ at }) => isOf(one, at));
    assert.equal((await this.me.call('DELETE', 'history', { ids: [id] })).data.removed, 1);
    this.gone(one, 'hub');
  }

  gone(one, where) {
    this.happened(where, 'takes back', one.name, new Date(one.at).toISOString());
    one.gone = where;
  }

  /** A play that all have heard of. */
  known(fits) {
    const some = this.truth.plays.filter((one) => one.known && one.gone === null && fits(one));
    return some.length ? this.chance.of(some) : undefined;
  }

  async actThere() {
    const service = this.chance.of(SERVICES);
    const about = this.chance.of(['play', 'take back', ...Object.keys(ABOUT)].filter((it) => !ABOUT[it] || ABOUT[it].includes(service)));
    const music = PLAYED_AT.music.includes(service);
    if (about === 'play' && (music || PLAYED_AT.video.includes(service))) return this.playThere(service, this.chance.of(music ? SONGS : VIDEOS));
    if (about === 'take back') return this.takeBackThere(service);
    return about === 'play' ? undefined : this.say(service, about);
  }

  async holdings() {
    return holdings(await this.world.control('state'));
  }

  async playThere(service, name) {
    const at = this.slot(name);
    await this.hands.play(service, name, at);
    const { plays } = (await this.holdings())[service];
    // What Simkl has already it keeps no second time, and nobody will hear of it.
    if ((plays.get(name) ?? []).some((one) => one.at === at) || service === 'listenbrainz') this.played(name, at, service);
  }

  async takeBackThere(service) {
    // Last.fm lets nobody remove a play, and Simkl tells nobody of an episode that is gone.
    if (!['trakt', 'listenbrainz'].includes(service)) return;
    const { plays } = (await this.holdings())[service];
    const held = (one) => plays.get(one.name)?.find(({ at }) => isOf(one, at));
    // Where there are others, the one that Simkl keeps may stand for any of them.
    const one = this.known((some) => held(some) && this.truth.of(some.name).length === 1);
    if (!one) return;
    await this.hands.unplay(service, held(one));
    this.gone(one, service);
  }

  /** The person says something of a work, or takes it back. */
  async say(place, about) {
    const { chance, hands } = this;
    const held = place === 'hub' ? undefined : (await this.holdings())[place];
    switch (about) {
      case 'rating': {
        const name = chance.of(RATED);
        // Who rates it at Simkl has it there.
        if (place === 'simkl' && !held.holds.has(name)) return;
        const rating = chance.onceIn(4) ? null : 1 + chance.below(10);
        if (place !== 'hub') await hands.rate(place, name, rating);
        else if (rating === null) await this.here('DELETE', 'ratings', { works: [workOf(name)] });
        else await this.here('PUT', 'ratings', { ratings: [{ work: workOf(name), rating: rating * 10 - chance.below(5) }] });
        return this.said(place, about, name, rating === null ? null : rating * 10);
      }
      case 'wish': {
        const name = chance.of(WISHED);
        const wished = !chance.onceIn(3);
        const bare = place !== 'simkl' || (held.wish.has(name) && !held.rating.has(name));
        if (place === 'simkl' && (wished ? held.holds.has(name) : !bare)) return;
        if (place !== 'hub') await hands.wish(place, name, wished);
        else await this.here(wished ? 'POST' : 'DELETE', 'watchlist', { works: [workOf(name)] });
        return this.said(place, about, name, wished || null);
      }
      case 'love': {
        const name = chance.of(place === 'listenbrainz' ? SONGS.slice(0, 2) : SONGS);
        const loved = !chance.onceIn(3);
        if (place !== 'hub') await hands.love(place, name, loved);
        else await this.here(loved ? 'POST' : 'DELETE', 'loved', { works: [workOf(name)] });
        return this.said(place, about, name, loved || null);
      }
      default: {
        const name = chance.of(ANIME);
        const status = chance.of(STATUSES);
        const progress = status === 'planned' ? 0 : 1 + chance.below(5);
        const said = chance.onceIn(4) ? null : `${status} ${progress}`;
        if (said === null && held && !held.stand.has(name)) return;
        if (place === 'hub') return this.standHere(name, said);
        await hands.stand(place, name, said, { id: held.ids?.get(name) });
        return this.said(place, about, name, said);
      }
    }
  }

  async standHere(name, said) {
    const [status, progress] = (said ?? '').split(' ');
    const work = workOf(name);
    if (said === null) await this.here('DELETE', 'status', { works: [work] });
    else await this.here('PUT', 'status', { statuses: [{ work, status, progress: Number(progress) }] });
    this.said('hub', 'stand', name, said);
  }

  said(place, about, name, value) {
    this.happened(place, about, name, value);
    this.truth.say(place, about, name, value);
  }

  async here(method, path, body) {
    const { status, data } = await this.me.call(method, path, body);
    assert.equal(status, 200, JSON.stringify(data));
  }

  async rows() {
    return (await this.me.get('user/services')).data.services.filter(({ service }) => SERVICES.includes(service));
  }

  /** Until no request is under way. What waits for a service's next moment gets it. */
  async quiet() {
    const under = async () => {
      const syncing = (await this.rows()).filter(({ sync_state: state }) => state === 'syncing').map(({ service }) => service);
      const { entries } = (await this.me.get('outbox')).data;
      return [...syncing, ...entries.filter(({ state }) => state === 'sending').map(({ id }) => id)];
    };
    for (let tries = 0; tries < 60; tries += 1) {
      const end = performance.now() + 2_000;
      while (performance.now() < end) {
        if ((await under()).length === 0) return;
        await sleep(50);
      }
      this.happened('waits for', await under());
      await this.wait(30 * SECOND);
    }
    assert.deepEqual(await under(), [], 'something never ends');
  }

  /** One sync with all; how much there was to say. */
  async sync() {
    await this.quiet();
    await this.me.post('user/sync');
    await this.quiet();
    const rows = await this.rows();
    for (const { service, to_confirm: removals } of rows) if (removals !== null) await this.me.post(`user/services/${service}/sync/confirm`);
    const silent = rows.every(({ sync_error: error, pulled, pushed }) => error === null && pulled + pushed === 0);
    return silent ? null : rows.map(({ service, sync_error: error, pulled, pushed, left }) => ({ service, error, pulled, pushed, left }));
  }

  async open() {
    const { entries } = (await this.me.get('outbox')).data;
    return entries.filter(({ state }) => state !== 'done');
  }

  /** When nothing fails any more all come to agree, on what was said; and then there is nothing to do. */
  async settle() {
    this.happened('settle');
    await this.world.control('faults', undefined, 'DELETE');
    let open = [];
    let news = [];
    for (let tries = 0; tries < 40; tries += 1) {
      await this.wait(2 * MINUTE);
      await this.quiet();
      open = await this.open();
      news = open.length ? [] : await this.sync();
      if (!open.length && !news) break;
    }
    assert.deepEqual(open, [], 'something is never delivered');
    assert.equal(news, null, `there is always something to say: ${JSON.stringify(news)}`);
    // ListenBrainz stores what it was told a moment later, and lets go at the next hour what it was asked to.
    await this.wait(HOUR);
    await this.quiet();
    const before = await this.holdings();
    assert.deepEqual(this.truth.problems(await library(this.me), before), []);
    const writes = await this.writes();
    await this.wait(2 * HOUR);
    assert.equal(await this.sync(), null, 'another sync still has something to say');
    assert.deepEqual([await this.writes(), await this.holdings()], [writes, before], 'another sync wrote something');
  }

  /** How often anything was written. AniList and Last.fm are asked as they are told. */
  async writes() {
    const { requests } = await this.world.control('state');
    const writes = ({ method, host, path }) => !['GET', 'OPTIONS'].includes(method)
      && !['graphql.anilist.co', 'ws.audioscrobbler.com'].includes(host) && !path.includes('token');
    return requests.filter(writes).length;
  }

  /** Nobody of this round may go on. */
  async leave() {
    for (const { service, state } of await this.rows()) if (state !== 'disconnected') await this.me.post(`user/services/${service}/disconnect`);
  }
}
