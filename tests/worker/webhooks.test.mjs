// Media servers that tell by webhook: what they say as they say it, and the plays that come of it at the services.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { play, reach, startWorld, until } from '../support/world.mjs';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const sample = (name) => JSON.parse(readFileSync(new URL(`../../src/servers/fixtures/${name}.json`, import.meta.url), 'utf8'));

const matrix = { is: 'film', id: '5', title: 'The Matrix', year: 1999, imdb: 'tt0133093', length: 8160 };
const pilot = { is: 'episode', id: '51', title: 'Pilot', show: 'Breaking Bad', season: 1, number: 1, imdb: 'tt0959621', length: 3480 };
const harbour = { is: 'track', id: '61', title: 'Harbour at Six', artist: 'The Demo Ensemble', album: 'Tidewater', length: 240 };
const matrixMedia = { kind: 'movie', title: 'The Matrix', year: 1999, ids: { imdb: 'tt0133093' } };

/** What each server posts when something happens at a place, in seconds; `at` is its clock. */
const SERVERS = {
  plex: {
    post(event, item, place, { user = 'una', own = true, library = item.is, device = 'tv', counted = 0 } = {}) {
      const base = sample('plex_episode');
      const meta = {
        ratingKey: item.id, guid: `plex://${item.is}/5d${item.id}`, title: item.title, duration: item.length * 1000,
        librarySectionTitle: library, librarySectionID: library,
        type: { film: 'movie', episode: 'episode', track: 'track' }[item.is],
        ...(item.is === 'film' && { year: item.year }),
        ...(item.is === 'episode' && { grandparentTitle: item.show, parentIndex: item.season, index: item.number }),
        ...(item.is === 'track' && { grandparentTitle: item.artist, parentTitle: item.album }),
        ...(item.imdb && { Guid: [{ id: `imdb://${item.imdb}` }] }),
        // Nothing is said of the place at an item's beginning, nor of music's.
        ...(place && item.is !== 'track' && { viewOffset: place * 1000 }),
        ...(counted && { viewCount: counted }),
      };
      const body = {
        ...base, event: `media.${event === 'counted' ? 'scrobble' : event}`, user: own,
        Account: { id: user, title: user }, Player: { ...base.Player, uuid: device }, Metadata: meta,
      };
      const form = new FormData();
      form.append('payload', JSON.stringify(body));
      form.append('thumb', new Blob([new Uint8Array(90_000).fill(255)], { type: 'image/jpeg' }), 'thumb.jpg');
      return form;
    },
    // It forgets the place at the end, and says where it counts.
    whole: (item) => [['play', 0], ['counted', undefined, item.length * 0.9], ['stop', undefined, item.length]],
  },
  jellyfin: {
    post(event, item, place, { user = 'una', device = 'tv', at, finished = false } = {}) {
      const body = {
        ...sample('jellyfin_film_start'), UtcTimestamp: new Date(at).toISOString(), Timestamp: new Date(at).toISOString(),
        NotificationType: { play: 'PlaybackStart', pause: 'PlaybackProgress', resume: 'PlaybackProgress', progress: 'PlaybackProgress', stop: 'PlaybackStop' }[event],
        IsPaused: event === 'pause', Name: item.title, ItemId: item.id, RunTimeTicks: item.length * 1e7, PlaybackPositionTicks: Math.round(place * 1e7),
        ItemType: { film: 'Movie', episode: 'Episode', track: 'Audio' }[item.is], DeviceId: device, NotificationUsername: user, UserId: user,
        Provider_tmdb: undefined, Provider_imdb: item.imdb, Year: item.year,
        ...(item.is === 'episode' && { SeriesName: item.show, SeasonNumber: item.season, EpisodeNumber: item.number }),
        ...(item.is === 'track' && { Artist: item.artist, Album: item.album }),
        ...(event === 'stop' && { PlayedToCompletion: finished }),
      };
      return JSON.stringify(body);
    },
    whole: (item) => [['play', 0], ['stop', item.length, item.length]],
  },
  emby: {
    post(event, item, place, { user = 'una', device = 'tv', at, finished = false } = {}) {
      const base = sample('emby_film_stop');
      const body = {
        ...base, Date: new Date(at).toISOString(), User: { Id: user, Name: user }, Session: { ...base.Session, Id: device },
        Event: `playback.${{ play: 'start', pause: 'pause', resume: 'unpause', progress: 'progress', stop: 'stop' }[event]}`,
        Item: {
          Id: item.id, Name: item.title, RunTimeTicks: item.length * 1e7, Type: { film: 'Movie', episode: 'Episode', track: 'Audio' }[item.is],
          ProviderIds: item.imdb ? { Imdb: item.imdb } : {},
          ...(item.is === 'film' && { ProductionYear: item.year }),
          ...(item.is === 'episode' && { SeriesName: item.show, ParentIndexNumber: item.season, IndexNumber: item.number }),
          ...(item.is === 'track' && { Artists: [item.artist], Album: item.album }),
        },
        PlaybackInfo: { PositionTicks: Math.round(place * 1e7), ...(event === 'stop' && { PlayedToCompletion: finished }) },
      };
      const form = new FormData();
      form.append('data', JSON.stringify(body));
      return form;
    },
    whole: (item) => [['play', 0], ['pause', 120, 120], ['resume', 120, 180], ['stop', item.length, item.length + 60]],
  },
  kodi: {
    post(event, item, place, { counted = false } = {}) {
      const time = (seconds) => ({ hours: 0, minutes: 0, seconds: Math.floor(seconds), milliseconds: 0 });
      const data = {
        item: {
          id: Number(item.id), type: { film: 'movie', episode: 'episode', track: 'song' }[item.is], title: item.title,
          ...(item.imdb && { uniqueid: { imdb: item.imdb } }), ...(item.year && { year: item.year }),
          ...(item.is === 'episode' && { showtitle: item.show, season: item.season, episode: item.number }),
          ...(item.is === 'track' && { artist: [item.artist], album: item.album }),
        },
        ...(counted ? { playcount: 1 } : { player: { playerid: 1, speed: 1, time: time(place), totaltime: time(item.length) } }),
        ...(event === 'stop' && { end: place >= item.length }),
      };
      const method = counted ? 'VideoLibrary.OnUpdate' : `Player.On${{ play: 'Play', pause: 'Pause', resume: 'Resume', stop: 'Stop', seek: 'Seek' }[event]}`;
      return JSON.stringify({ jsonrpc: '2.0', method, params: { sender: 'xbmc', data } });
    },
    whole: (item) => [['play', 0], ['stop', item.length, item.length]],
  },
};

describe('media servers', () => {
  let world;
  let me;
  let hook;

  before(async () => { world = await startWorld(); });
  after(() => world.stop());
  beforeEach(async () => {
    await world.reset();
    me = world.person();
    await me.connect('trakt');
    await me.connectListenBrainz();
    hook = (await me.post('user/webhooks')).data;
  });

  const post = async (body, { address = hook.address, type = typeof body === 'string' ? 'application/json' : undefined } = {}) => {
    const answer = await reach(address, { method: 'POST', body, headers: { ...(type && { 'content-type': type }) } });
    const text = await answer.text();
    return { status: answer.status, data: text ? JSON.parse(text) : undefined };
  };
  const tell = async (server, event, item, place, more = {}) => {
    const answer = await post(SERVERS[server].post(event, item, place, { at: world.now(), ...more }));
    assert.equal(answer.status, 204, JSON.stringify(answer.data));
  };
  /** Events of `[what, place, seconds since the first]`. */
  const playThrough = async (server, item, events, more = {}) => {
    let passed = 0;
    for (const [event, place, since = 0] of events) {
      await world.advance((since - passed) * SECOND);
      passed = since;
      await tell(server, event, item, place, more);
    }
  };
  const webhook = async () => (await me.get('user/webhooks')).data.webhooks[0];
  const arrived = async () => {
    await me.settled({ live: true });
    const { trakt, listenbrainz } = await world.control('state');
    return { films: trakt.history, listens: listenbrainz.listens };
  };
  /** Once so many plays and listens are there, and no more. */
  const counted = async ([films, listens], message) => {
    const there = async () => {
      const all = await arrived();
      return [all.films.length, all.listens.length];
    };
    // ListenBrainz stores a moment after it answered, and an episode's show is found out first.
    await until(async () => (await there()).every((count, at) => count >= [films, listens][at])).catch(() => {});
    assert.deepEqual(await there(), [films, listens], message);
  };

  for (const [server, { whole }] of Object.entries(SERVERS)) {
    test(`${server}: a film, an episode and a track played whole are each one play, by their ids`, async () => {
      const began = world.now();
      await playThrough(server, matrix, whole(matrix));
      await counted([1, 0]);
      await world.advance(5 * MINUTE);
      await playThrough(server, pilot, whole(pilot));
      await world.advance(5 * MINUTE);
      const heard = world.now();
      await playThrough(server, harbour, whole(harbour));
      await counted([2, 1]);
      const { films, listens } = await arrived();
      assert.deepEqual(films.map((one) => one.movie?.ids.imdb ?? [one.show?.ids.imdb, one.episode.season, one.episode.number]).sort(), [['tt0903747', 1, 1], 'tt0133093'].sort());
      const film = films.find((one) => one.movie);
      const after = (Date.parse(film.watched_at) - began) / 1000;
      assert.ok(after > 0.8 * 8160 && after < 8160 + 120, `counted after ${after} s`);
      assert.deepEqual(listens.map((one) => one.track_metadata.track_name), ['Harbour at Six']);
      assert.ok(Math.abs(listens[0].listened_at * 1000 - heard) < 15 * SECOND, 'as of its beginning');
      const { data } = await me.get('history');
      assert.equal(data.plays.length, 3);
    });

    test(`${server}: a film left in the middle is a place to go on from, and no play`, async () => {
      await playThrough(server, matrix, [['play', 0], ['pause', 1500, 1500], ['resume', 1500, 1800], ['stop', 2000, 2300]]);
      await counted([0, 0]);
      const { data } = await me.get('state');
      assert.deepEqual(data.continue.map(({ media }) => media.title), ['The Matrix']);
      // The rest of it, an hour later.
      await world.advance(HOUR);
      await playThrough(server, matrix, [['play', 2000], ['stop', 8100, 6100]]);
      await counted([1, 0]);
    });

    test(`${server}: whatever is posted twice changes nothing`, async () => {
      const said = [];
      const once = async (event, place, more) => {
        const body = SERVERS[server].post(event, matrix, place, { at: world.now(), ...more });
        said.push(body);
        for (let times = 0; times < 3; times += 1) assert.equal((await post(body)).status, 204);
      };
      await once('play', 0);
      await world.advance(8100 * SECOND);
      await once('stop', 8100);
      await counted([1, 0]);
      await world.advance(3 * HOUR);
      for (const body of said) assert.equal((await post(body)).status, 204);
      await world.advance(5 * HOUR);
      await counted([1, 0]);
      assert.equal((await me.get('history')).data.plays.length, 1);
    });
  }

  test('a skip through a film is no play of it, whatever the server counts', async () => {
    await playThrough('plex', matrix, [['play', 0], ['counted', undefined, 300], ['stop', undefined, 320]]);
    await counted([0, 0]);
    await world.advance(5 * HOUR);
    await playThrough('jellyfin', pilot, [['play', 0], ['stop', 3480, 60]], { finished: true });
    await counted([0, 0]);
  });

  test('a film whose beginning was not heard counts by the word of the server', async () => {
    await tell('plex', 'counted', matrix);
    await world.advance(40 * MINUTE);
    await until(async () => (await world.control('state')).trakt.history.length === 1);
    await counted([1, 0]);
  });

  test('what Plex counted is not counted again by what it said before, nor is a film that is seen again left out', async () => {
    const [play, count, stop] = [['play', 0], ['counted'], ['stop']].map(([event, place]) => () => SERVERS.plex.post(event, matrix, place));
    await post(play());
    await world.advance(7400 * SECOND);
    await post(count());
    await world.advance(700 * SECOND);
    await post(stop());
    await counted([1, 0]);
    await world.advance(4 * HOUR);
    await tell('plex', 'play', pilot, 0);
    for (const body of [count(), play(), stop()]) await post(body);
    await world.advance(6 * HOUR);
    await counted([1, 0]);
    await world.advance(DAY);
    await playThrough('plex', matrix, SERVERS.plex.whole(matrix), { counted: 1 });
    await counted([2, 0]);
  });

  test('events out of order and from hours ago are put in their place or left out', async () => {
    const began = world.now();
    const late = (seconds) => ({ at: began + seconds * SECOND });
    await world.advance(3 * HOUR);
    // All at once, as after a network came back, the end before the beginning.
    await tell('jellyfin', 'stop', matrix, 8100, late(8100));
    await tell('jellyfin', 'play', matrix, 0, late(0));
    await world.advance(6 * HOUR);
    await counted([0, 0], 'older than what was heard');
    await tell('emby', 'play', pilot, 0, late(0));
    await tell('emby', 'stop', pilot, 3480, late(3480));
    await counted([1, 0]);
    const { films } = await arrived();
    assert.deepEqual(films.map((one) => Math.abs(Date.parse(one.watched_at) - began) < HOUR), [true], 'at its own time');
    await tell('plex', 'pause', matrix, 100);
    await tell('plex', 'stop', matrix, 100);
    assert.deepEqual((await me.get('state')).data.continue, []);
    await playThrough('plex', matrix, [['play', 0], ['stop', undefined, 8100], ['counted', undefined, 8101]]);
    await counted([2, 0], 'the end came before the count');
  });

  test('tracks one after the other count by what was played of each, though nobody says that one ended', async () => {
    const next = { ...harbour, id: '62', title: 'Fog Horn' };
    const last = { ...harbour, id: '63', title: 'Ferry' };
    await tell('plex', 'play', harbour);
    await world.advance(200 * SECOND);
    await tell('plex', 'play', next);
    await world.advance(30 * SECOND);
    await tell('plex', 'play', last);
    await world.advance(150 * SECOND);
    await tell('plex', 'stop', last);
    await world.advance(2 * MINUTE);
    await counted([0, 2]);
    const { listens } = await arrived();
    assert.deepEqual(listens.map((one) => one.track_metadata.track_name).sort(), ['Ferry', 'Harbour at Six']);
  });

  test('a server that falls silent is believed no longer than the film is long', async () => {
    await tell('emby', 'play', matrix, 0);
    await world.advance(HOUR);
    const { last } = await me.listen();
    await until(() => last.playing?.players.length === 1);
    await world.advance(2 * HOUR);
    await until(() => last.playing?.players.length === 0);
    await counted([0, 0]);
  });

  test('the first user is the person, others are listed and count once they are said to be', async () => {
    await playThrough('jellyfin', matrix, SERVERS.jellyfin.whole(matrix), { user: 'una' });
    await world.advance(HOUR);
    await playThrough('jellyfin', pilot, SERVERS.jellyfin.whole(pilot), { user: 'ben', device: 'phone' });
    await counted([1, 0]);
    const { id, users, last } = await webhook();
    assert.deepEqual(users.map(({ name, server, kind, counts }) => [name, server, kind, counts]), [['una', 'Cellar', 'jellyfin', true], ['ben', 'Cellar', 'jellyfin', false]]);
    assert.deepEqual([last.event, last.title, last.user, last.counts], ['stop', 'Breaking Bad 1x01', 'ben', false]);
    const changed = await me.call('PATCH', `user/webhooks/${id}`, { users: { [users[0].id]: false, [users[1].id]: true } });
    assert.deepEqual(changed.data.users.map(({ counts }) => counts), [false, true]);
    await world.advance(HOUR);
    await playThrough('jellyfin', pilot, SERVERS.jellyfin.whole(pilot), { user: 'ben', device: 'phone' });
    await playThrough('jellyfin', matrix, SERVERS.jellyfin.whole(matrix), { user: 'una' });
    await counted([2, 0]);
    const { films } = await arrived();
    assert.deepEqual(films.map((one) => one.type ?? (one.movie ? 'movie' : 'episode')).sort(), ['episode', 'movie']);
    const guest = (await me.post('user/webhooks')).data;
    await post(SERVERS.plex.post('play', matrix, 0, { user: 'guest', own: false }), guest);
    assert.deepEqual((await me.get('user/webhooks')).data.webhooks[1].users.map(({ counts }) => counts), [false], 'Plex says who is not the person');
  });

  test('a library that is left out counts for nothing, and rating goes by the same rules', async () => {
    await tell('plex', 'play', pilot, 0, { library: 'Children' });
    const { id, libraries } = await webhook();
    assert.deepEqual(libraries.map(({ name, counts }) => [name, counts]), [['Children', true]]);
    await me.call('PATCH', `user/webhooks/${id}`, { libraries: { [libraries[0].id]: false } });
    await playThrough('plex', pilot, SERVERS.plex.whole(pilot).slice(1), { library: 'Children' });
    await counted([0, 0]);
    const rate = (more) => post(JSON.stringify({ ...sample('plex_film_tmdb_rated'), Account: { id: 'una', title: 'una' }, ...more }));
    assert.equal((await rate()).status, 204);
    const ratings = async () => (await me.get('ratings')).data.ratings.map(({ work, rating }) => [work.ids.tmdb, rating]);
    assert.deepEqual(await ratings(), [[603, 80]]);
    await rate({ Account: { id: 'ben', title: 'ben' }, user: false, rating: '2' });
    assert.deepEqual(await ratings(), [[603, 80]]);
    await rate({ rating: '-1' });
    assert.deepEqual(await ratings(), []);
  });

  /** The facts of a player on a page, playing alongside. */
  const page = (share, begun) => {
    const told = play(matrixMedia, { at: begun + matrix.length * SECOND, duration: matrix.length });
    return { ...told, facts: [told.started, told.paused, told.watched, told.stopped].slice(0, share) };
  };

  test('what a page and a server tell of at once is one play, whoever begins', async () => {
    const begun = world.now();
    const told = page(4, begun);
    await me.send(told.started);
    await tell('jellyfin', 'play', matrix, 0);
    await world.advance(7000 * SECOND);
    await me.send(told.watched);
    await world.advance(1160 * SECOND);
    await tell('jellyfin', 'stop', matrix, 8160);
    await me.send(told.stopped);
    await counted([1, 0]);
    assert.equal((await me.get('history')).data.plays.length, 1);
    assert.deepEqual((await me.get('state')).data.continue, []);
    await world.advance(DAY);
    const again = page(4, world.now());
    await tell('plex', 'play', matrix, 0);
    await me.send(again.started);
    await world.advance(8160 * SECOND);
    await tell('plex', 'stop', matrix, 8160);
    await me.send(again.watched, again.stopped);
    await counted([2, 0]);
    assert.equal((await me.get('history')).data.plays.length, 2);
  });

  test('the other goes on where the first one is closed, and two servers are no more than one', async () => {
    const told = page(2, world.now());
    await me.send(told.started);
    await tell('jellyfin', 'play', matrix, 0);
    await world.advance(1000 * SECOND);
    await me.send({ ...told.stopped, position: 1000, credit: 1_000_000, wall: 1_000_000, at: world.now(), rulesMet: [], seq: 3 });
    await world.advance(7100 * SECOND);
    await tell('jellyfin', 'stop', matrix, 8100);
    await counted([1, 0]);
    await world.advance(DAY);
    await tell('emby', 'play', harbour, 0);
    await tell('plex', 'play', harbour, 0);
    await world.advance(230 * SECOND);
    await tell('plex', 'stop', harbour, 0);
    await tell('emby', 'stop', harbour, 230);
    await counted([1, 1]);
  });

  test('an address is told once, its secret is kept nowhere, and another one takes its place', async () => {
    assert.match(hook.address, new RegExp(`^${world.origin}/hook/[\\w-]{43}$`));
    assert.deepEqual((await webhook()).last_heard_at, null);
    await tell('emby', 'play', matrix, 0);
    assert.ok(Math.abs(Date.parse((await webhook()).last_heard_at) - world.now()) < MINUTE);
    const secret = hook.address.split('/').at(-1);
    assert.ok(!JSON.stringify(await world.rows()).includes(secret));
    const before = hook.address;
    const other = await me.post(`user/webhooks/${hook.webhook.id}/rotate`);
    assert.equal(other.status, 200);
    assert.equal((await post('{}', { address: before })).data.code, 'unknown_webhook');
    hook = other.data;
    await tell('emby', 'pause', matrix, 0);
    assert.equal((await webhook()).users.length, 1);
    assert.equal((await me.call('DELETE', `user/webhooks/${hook.webhook.id}`)).status, 204);
    const gone = await post('{}');
    assert.deepEqual([gone.status, gone.data.code], [404, 'unknown_webhook']);
    assert.deepEqual((await me.get('user/webhooks')).data.webhooks, []);
    assert.equal((await me.call('DELETE', `user/webhooks/${hook.webhook.id}`)).data.code, 'unknown_webhook');
    assert.ok(!world.log().includes(secret));
    for (const [method, address] of [['POST', `${world.origin}/hook/short`], ['POST', `${before}x`]]) {
      assert.equal((await reach(address, { method, body: '{}' })).status, 404);
    }
    assert.equal((await reach(before)).status, 405);
  });

  test('whoever leaves takes their addresses along', async () => {
    assert.equal((await me.call('DELETE', 'user?confirm=delete')).status, 204);
    assert.equal((await post('{}')).status, 404);
  });

  test('what is no webhook is refused, said on the page, and forgotten after the next that is one', async () => {
    for (const [body, type] of [
      ['', 'application/json'], ['{"NotificationType": PlaybackStart}', 'application/json'], ['[1]', 'text/plain'], ['{"hello":"world"}', 'application/json'],
      ['x=1', 'application/x-www-form-urlencoded'], ['--b\r\ncut off', 'multipart/form-data; boundary=b'],
    ]) {
      const answer = await post(body, { type });
      assert.deepEqual([answer.status, answer.data.code], [400, 'unreadable_webhook'], body);
    }
    assert.match((await webhook()).problem.detail, /JSON/);
    await post('{"hello":"world"}');
    assert.match((await webhook()).problem.detail, /Plex, Jellyfin, Emby or Kodi/);
    const large = await post(JSON.stringify({ NotificationType: 'x'.repeat(600_000) }));
    assert.deepEqual([large.status, large.data.code], [413, 'payload_too_large']);
    const pairs = new URLSearchParams({ payload: JSON.stringify(sample('plex_trailer')) });
    assert.equal((await post(pairs)).status, 204, 'nobody keeps count of a trailer');
    const { problem, last } = await webhook();
    assert.equal(problem, undefined);
    assert.deepEqual([last.kind, last.event, last.title], ['plex', 'play', null]);
  });

  test('a server gone wild is slowed down', async () => {
    const body = SERVERS.plex.post('play', matrix, 0);
    const text = body.get('payload');
    const answers = await Promise.all(Array.from({ length: 320 }, () => post(text)));
    const slowed = answers.filter(({ status }) => status === 429);
    assert.ok(slowed.length > 0 && slowed.length < 60, `${slowed.length}`);
    assert.equal(slowed[0].data.code, 'too_many_requests');
  });
});
