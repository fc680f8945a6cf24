// A person's library at the hub, from a page: kept in step with the services, and written
// by hand. Needs no wasm; the default entry has no room for it.

import { ScrobbleError } from './errors.js';
import { Hub } from './hub.js';
import { Store } from './store.js';
import { uuid } from './uuid.js';

export { ScrobbleError, isScrobbleError } from './errors.js';

// What runs by itself leaves the services alone for so long.
const REST_MS = 5 * 60_000;
// How often the hub is asked how far it is, and for how long.
const LOOK_MS = 1_000;
const PATIENCE_MS = 10 * 60_000;

const SWITCHES = ['sync_history', 'sync_ratings', 'sync_watchlist'];

export class HubSync {
  #hub;
  #store = new Store(() => {});
  #driver;
  #key;
  #state = 'idle';
  #listeners = new Set();
  // Until it is over, well or not.
  #running;
  #errors = [];
  #ended = new AbortController();

  /** `false` stops what runs by itself; `performSync` still runs. */
  autoSyncEnabled;

  constructor({ hub = '/api/v1', profile, token, driver, autoSync = true } = {}) {
    this.#hub = new Hub(hub, { profile, token });
    this.#key = `playtally:${this.#hub.name}:synced`;
    this.#driver = driver;
    this.autoSyncEnabled = autoSync;
  }

  /** 'idle', 'syncing', 'error' or 'offline'. */
  get state() {
    return this.#state;
  }

  /** What went wrong in the last run, service by service. */
  get errors() {
    return [...this.#errors];
  }

  /** Calls `listener` when the state changed; returns what ends that. */
  on(name, listener) {
    if (name !== 'state') throw new ScrobbleError('bad_input', 'on: `state` is all there is to hear');
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keeps all connected services in step; what was heard and told, in entries. */
  async performSync() {
    const sum = { pulled: 0, pushed: 0 };
    if (this.#running) return sum;
    let over;
    this.#running = new Promise(resolve => {
      over = resolve;
    });
    this.#errors = [];
    this.#become('syncing');
    try {
      await this.#driver?.flush();
      for (const { pulled, pushed } of await this.#run()) {
        sum.pulled += pulled;
        sum.pushed += pushed;
      }
      this.#store.set(this.#key, String(Date.now()));
      this.#become(this.#errors.length > 0 ? 'error' : 'idle');
      return sum;
    } catch (error) {
      this.#become(error.code === 'no_answer' ? 'offline' : 'error');
      throw error;
    } finally {
      this.#running = undefined;
      over();
    }
  }

  /** The same, by itself: not within five minutes of the last one, and not where that is switched off. */
  async triggerSyncIfNeeded() {
    const rested = Math.abs(Date.now() - Number(this.#store.get(this.#key) ?? 0)) >= REST_MS;
    // An interruption of the net is no news to anybody; the state says it.
    const nothing = { pulled: 0, pushed: 0 };
    return this.autoSyncEnabled && rested ? this.performSync().catch(() => nothing) : nothing;
  }

  /** Sends what waits and syncs whenever the page comes to the foreground or online; returns what ends that. */
  initializeSyncListeners() {
    this.#ended.abort();
    const ended = this.#ended = new AbortController();
    const { signal } = ended;
    const back = async () => {
      await this.#driver?.flush();
      // One that began before may fail of what is over by now.
      await this.#running;
      await this.triggerSyncIfNeeded();
    };
    addEventListener('online', () => {
      if (this.#state === 'offline') this.#become('idle');
      back();
    }, { signal });
    addEventListener('offline', () => this.#become('offline'), { signal });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') back();
    }, { signal });
    return () => ended.abort();
  }

  /** Notes plays of works; undone by `unmark` with the ids it answers. */
  markWatched(works, { at, on, rewatch, playId } = {}) {
    const plays = [works].flat().map((work, place) => ({
      work: whole(work),
      watched_at: at instanceof Date || typeof at === 'number' ? new Date(at).toISOString() : at,
      watched_on: on,
      rewatch,
      // A name of ours: a request that is sent again is no second play.
      play_id: playId === undefined ? uuid() : place === 0 ? playId : `${playId}:${place}`,
    }));
    return this.#hub.post('/history', { plays });
  }

  /** Takes plays out, wherever they are known. */
  unmark(ids) {
    return this.#hub.post('/history', { ids: [ids].flat() }, false, 'DELETE');
  }

  /** Rates a work, on 1–10 where nothing else is said; `undefined` takes the rating back. */
  rate(work, points, { outOf = 10, at } = {}) {
    if (points === undefined || points === null) {
      return this.#hub.post('/ratings', { works: [whole(work)] }, false, 'DELETE');
    }
    const rating = Math.round(points * 100 / outOf);
    if (!(rating >= 1 && rating <= 100)) throw new ScrobbleError('bad_input', `rating: 1 to ${outOf}`);
    const rated_at = at === undefined ? undefined : new Date(at).toISOString();
    return this.#hub.post('/ratings', { ratings: [{ work: whole(work), rating, rated_at }] }, false, 'PUT');
  }

  // Each service by itself: that one fails is no reason to leave the others out.
  async #run() {
    const asked = [];
    for (const { service } of (await this.#services()).filter(isSynced)) {
      try {
        await this.#hub.post(`/user/services/${service}/sync`, {});
        asked.push(service);
      } catch (error) {
        this.#fail(service, error);
      }
    }
    return asked.length === 0 ? [] : this.#wait(asked);
  }

  async #wait(asked) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const rows = (await this.#services()).filter(row => asked.includes(row.service));
      if (Date.now() > until || !rows.some(row => row.sync_state === 'syncing')) {
        for (const { service, sync_state: state, sync_error: error } of rows) {
          if (state === 'error' || state === 'offline') {
            this.#fail(service, new ScrobbleError(error?.code ?? 'unavailable', error?.text ?? 'It was not synced.'));
          }
        }
        return rows.filter(row => row.sync_state === 'idle');
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_MS));
    }
  }

  async #services() {
    return (await this.#hub.get('/user/services')).services;
  }

  #fail(service, { code, message, status, retryAfterMs, cause }) {
    this.#errors.push(new ScrobbleError(code, message, { provider: service, status, retryAfterMs, cause }));
  }

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) {
      try {
        listener(state);
      } catch (error) {
        reportError(error);
      }
    }
  }
}

function isSynced(row) {
  return row.state === 'connected' && row.enabled && SWITCHES.some(name => row[name]);
}

// The hub wants what it writes itself: a title and ids, even where they are empty.
function whole(work) {
  const filled = ({ title = '', ids = {}, ...rest }) => ({ title, ids, ...rest });
  if (work?.show) return { ids: {}, ...work, show: filled(work.show) };
  return filled(work ?? {});
}
