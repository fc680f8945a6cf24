// The person's own hand at each service, in the service's own words, and what it holds of them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { reach } from '../../support/world.mjs';
import { nameOf, workOf } from './titles.mjs';

const iso = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
const LISTENBRAINZ_TOKEN = '00000000-0000-4000-8000-000000000001';

const STANDS = [
  ['planned', 'PLANNING', 'plan_to_watch'], ['current', 'CURRENT', 'watching'], ['paused', 'PAUSED', 'on_hold'], ['dropped', 'DROPPED', 'dropped'],
];
export const STATUSES = STANDS.map(([status]) => status);
const theirWord = (column, status) => STANDS.find(([ours]) => ours === status)[column];
const ourWord = (column, status) => STANDS.find((row) => row[column] === status)?.[0] ?? status;

/** Where a work stands in a body of Trakt and Simkl, with more beside its ids. */
function body(name, more = {}) {
  const work = workOf(name);
  if (work.kind === 'movie') return { movies: [{ ids: work.ids, ...more }] };
  if (work.kind === 'show') return { shows: [{ ids: work.ids, ...more }] };
  return { shows: [{ ids: work.show.ids, seasons: [{ number: work.season, episodes: [{ number: work.number, ...more }] }] }] };
}

export class Hands {
  #world;
  #rest;

  /** `rest` lets a moment pass: services do not take two things in one second. */
  constructor(world, rest) {
    this.#world = world;
    this.#rest = rest;
  }

  async #call(address, { method = 'POST', headers, body: sent }) {
    for (let tries = 0; ; tries += 1) {
      await this.#rest(tries === 0 ? 2_000 : 20_000);
      const response = await reach(`${this.#world.sandbox}/${address}`, { method, headers: { 'user-agent': 'hand/1.0', ...headers }, body: sent });
      const text = await response.text();
      if (response.ok) {
        await this.#rest(2_000);
        return;
      }
      assert.ok(tries < 5 && [412, 429].includes(response.status), `${method} ${address}: ${response.status} ${text}`);
    }
  }

  async #json(service, address, sent, more = {}) {
    const { access_token: token } = await this.#world.control('tokens', { service });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...more };
    await this.#call(address, { headers, body: JSON.stringify(sent) });
  }

  #trakt(path, sent) {
    return this.#json('trakt', `api.trakt.tv${path}`, sent, { 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2' });
  }

  #simkl(path, sent) {
    return this.#json('simkl', `api.simkl.com${path}?client_id=sandbox-simkl&app-name=playtally&app-version=1.0`, sent);
  }

  #anilist(query) {
    return this.#json('anilist', 'graphql.anilist.co/', { query });
  }

  #listenbrainz(path, sent) {
    const headers = { 'content-type': 'application/json', authorization: `Token ${LISTENBRAINZ_TOKEN}` };
    return this.#call(`api.listenbrainz.org${path}`, { headers, body: JSON.stringify(sent) });
  }

  async #lastfm(method, name, more = {}) {
    const { key } = await this.#world.control('tokens', { service: 'lastfm' });
    const { artist, title } = workOf(name);
    const params = { method, artist, track: title, api_key: 'sandbox-lastfm', sk: key, ...more };
    const signed = Object.keys(params).sort().map((param) => param + params[param]).join('');
    const signature = createHash('md5').update(`${signed}sandbox-lastfm-secret`).digest('hex');
    await this.#call('ws.audioscrobbler.com/2.0', { body: new URLSearchParams({ ...params, api_sig: signature, format: 'json' }) });
  }

  play(service, name, at) {
    const seconds = Math.floor(at / 1000);
    const { artist, title } = workOf(name);
    switch (service) {
      case 'trakt': return this.#trakt('/sync/history', body(name, { watched_at: iso(at) }));
      case 'simkl': return this.#simkl('/sync/history', body(name, { watched_at: iso(at) }));
      case 'lastfm': return this.#lastfm('track.scrobble', name, { timestamp: String(seconds) });
      default: return this.#listenbrainz('/1/submit-listens', {
        listen_type: 'single', payload: [{ listened_at: seconds, track_metadata: { artist_name: artist, track_name: title } }],
      });
    }
  }

  /** The play is as {@link holdings} tells it. */
  unplay(service, { id }) {
    return service === 'trakt' ? this.#trakt('/sync/history/remove', { ids: [id] }) : this.#listenbrainz('/1/delete-listen', id);
  }

  /** Nothing to say means that it is taken back. */
  rate(service, name, rating) {
    const call = (path, sent) => (service === 'trakt' ? this.#trakt(path, sent) : this.#simkl(path, sent));
    return rating === null ? call('/sync/ratings/remove', body(name)) : call('/sync/ratings', body(name, { rating }));
  }

  wish(service, name, wished) {
    if (service === 'trakt') return this.#trakt(wished ? '/sync/watchlist' : '/sync/watchlist/remove', body(name));
    if (wished) return this.#simkl('/sync/add-to-list', body(name, { to: 'plantowatch' }));
    return this.#simkl('/sync/history/remove', body(name));
  }

  love(service, name, loved) {
    if (service === 'lastfm') return this.#lastfm(loved ? 'track.love' : 'track.unlove', name);
    return this.#listenbrainz('/1/feedback/recording-feedback', { recording_mbid: workOf(name).ids.mbid, score: loved ? 1 : 0 });
  }

  async stand(service, name, said, held) {
    const id = workOf(name).ids[service === 'anilist' ? 'anilist' : 'mal'];
    const [status, progress] = (said ?? '').split(' ');
    if (service === 'anilist') {
      return this.#anilist(said === null ? `mutation { DeleteMediaListEntry(id: ${held.id}) { deleted } }`
        : `mutation { SaveMediaListEntry(mediaId: ${id}, status: ${theirWord(1, status)}, progress: ${progress}) { id } }`);
    }
    const { access_token: token } = await this.#world.control('tokens', { service });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
    const form = said === null ? undefined : new URLSearchParams({ status: theirWord(2, status), num_watched_episodes: progress });
    return this.#call(`api.myanimelist.net/v2/anime/${id}/my_list_status`, { method: said === null ? 'DELETE' : 'PATCH', headers, body: form?.toString() });
  }
}

const titled = ({ movie, show, anime, episode }) => {
  const { title } = movie ?? show ?? anime;
  return episode ? `${title} ${episode.season}x${episode.number}` : title;
};

const collect = (rows, key, value) => {
  const all = new Map();
  for (const row of rows) {
    const name = key(row);
    all.set(name, [...(all.get(name) ?? []), value(row)]);
  }
  return all;
};
const single = (rows, key, value) => new Map(rows.map((row) => [key(row), value(row)]));

/** What each service holds, by names: its plays, and what was said to it; `holds` are titles Simkl has at all. */
export function holdings({ trakt, simkl, lastfm, listenbrainz, anilist, myanimelist }) {
  const seen = ({ id, watched_at: at }) => ({ id, at: Date.parse(at) });
  const track = ({ track_metadata: of }) => of.track_name;
  const loved = listenbrainz.feedback.filter(({ score }) => score === 1);
  const byMbid = ({ recording_mbid: mbid }) => ['Harbour at Six', 'Pier Song'].find((name) => workOf(name).ids.mbid === mbid);
  const byId = (id) => nameOf({ kind: 'show', ids: { anilist: id } });
  return {
    trakt: {
      plays: collect(trakt.history, titled, seen),
      rating: single(trakt.ratings, titled, ({ rating }) => rating * 10),
      wish: single(trakt.watchlist, titled, () => true),
    },
    simkl: {
      plays: collect(simkl.history, titled, seen),
      rating: single(simkl.lists.filter(({ rating }) => rating), titled, ({ rating }) => rating * 10),
      wish: single(simkl.lists.filter(({ status }) => status === 'plantowatch'), titled, () => true),
      holds: new Set(simkl.lists.map(titled)),
    },
    lastfm: {
      plays: collect(lastfm.scrobbles, ({ track: name }) => name, ({ timestamp }) => ({ at: timestamp * 1000 })),
      love: single(lastfm.loved, ({ track: name }) => name, () => true),
    },
    listenbrainz: {
      plays: collect(listenbrainz.listens, track, ({ listened_at: at, recording_msid: msid }) => ({
        at: at * 1000, id: { listened_at: at, recording_msid: msid },
      })),
      love: single(loved, byMbid, () => true),
    },
    anilist: {
      stand: single(anilist.entries, ({ media }) => byId(media), ({ status, progress }) => `${ourWord(1, status)} ${progress}`),
      ids: single(anilist.entries, ({ media }) => byId(media), ({ id }) => id),
    },
    myanimelist: {
      stand: single(myanimelist.list, ({ anime }) => byId(anime), ({ status, num_episodes_watched: progress }) => `${ourWord(2, status)} ${progress}`),
    },
  };
}
