// What the person played and said, and what the hub and each service have to hold of it in the end.
import { nameOf, workOf } from './titles.mjs';

export const SERVICES = ['trakt', 'simkl', 'lastfm', 'listenbrainz', 'anilist', 'myanimelist'];
export const ABOUT = {
  rating: ['trakt', 'simkl'], wish: ['trakt', 'simkl'], love: ['lastfm', 'listenbrainz'], stand: ['anilist', 'myanimelist'],
};
export const PLAYED_AT = { video: ['trakt', 'simkl'], music: ['lastfm', 'listenbrainz'] };

/** Clocks differ; and a service stamps what it sees live itself, when it hears of its end. */
const NEAR = 10 * 60_000;
const NEAR_LIVE = 3 * 3_600_000;
export const isOf = ({ at, live }, other) => Math.abs(at - other) < (live ? NEAR_LIVE : NEAR);

const ten = (rating) => Math.max(1, Math.floor((rating + 5) / 10));
const shown = (at) => new Date(at).toISOString();

/** Where the person says something themselves. */
const HUB = 'hub';

export class Truth {
  plays = [];
  /** What may be held where, by place, what it is about and work: more than one where it was said in two places at once. */
  #may = new Map();
  #touched = new Set();

  /** Whether what one service tells is copied to the others. */
  constructor(mirrors) {
    this.mirrors = mirrors;
  }

  played(name, at, told, live = false) {
    this.plays.push({ name, at, told, live, known: false, gone: null });
  }

  of(name) {
    return this.plays.filter((play) => play.name === name);
  }

  /** Somebody says something at a place; whoever hears of it there has to follow. */
  say(place, about, name, value) {
    const everywhere = place === HUB || this.mirrors;
    const others = ABOUT[about].filter((where) => !everywhere && where !== place);
    for (const where of ABOUT[about]) if (!others.includes(where)) this.#note(where, about, name, [value]);
    // What is taken back at one service others may still say, and the library with them.
    const still = value === null ? others.flatMap((where) => this.#allowed(where, about, name)) : [];
    this.#note(HUB, about, name, [value, ...still]);
  }

  #note(where, about, name, values) {
    const key = `${where} ${about} ${name}`;
    const more = this.#touched.has(key) ? this.#may.get(key) : [];
    this.#touched.add(key);
    this.#may.set(key, [...more, ...values]);
  }

  #allowed(where, about, name) {
    return this.#may.get(`${where} ${about} ${name}`) ?? [null];
  }

  /** Everything that is not as it has to be; from here on what is held is what was said. */
  problems(hub, held) {
    const wrong = [...this.#hubsPlays(hub)];
    for (const service of SERVICES) if (held[service].plays) wrong.push(...this.#servicesPlays(service, held[service]));
    for (const [about, services] of Object.entries(ABOUT)) {
      const names = new Set([HUB, ...services].flatMap((where) => [...(where === HUB ? hub : held[where])[about].keys()]));
      for (const key of this.#may.keys()) if (key.startsWith(`${HUB} ${about} `)) names.add(key.slice(`${HUB} ${about} `.length));
      for (const name of names) wrong.push(...this.#words(about, name, hub, held));
    }
    this.#touched.clear();
    for (const play of this.plays) play.known = true;
    return wrong;
  }

  *#hubsPlays({ plays }) {
    for (const name of this.#names(plays)) {
      const wanted = this.of(name).filter(({ gone }) => gone === null);
      yield* compared(`hub's plays of ${name}`, plays.get(name) ?? [], wanted);
    }
  }

  #names(plays) {
    return new Set([...this.plays.map(({ name }) => name), ...plays.keys()]);
  }

  *#servicesPlays(service, held) {
    const once = service === 'simkl';
    for (const name of this.#names(held.plays)) {
      const music = workOf(name)?.kind === 'track';
      const has = held.plays.get(name) ?? [];
      const reaches = PLAYED_AT[music ? 'music' : 'video'].includes(service);
      const crosses = this.of(name).filter(({ told }) => reaches && (this.mirrors || ['player', HUB, service].includes(told)));
      const wanted = crosses.filter((play) => this.#stays(service, play, held));
      if (!once) {
        yield* compared(`${service}'s plays of ${name}`, has, wanted);
        continue;
      }
      // It has one of them, which may stand for any.
      const good = has.length === Math.min(1, wanted.length) && has.every(({ at }) => crosses.some((play) => isOf(play, at)));
      if (!good) yield `simkl's plays of ${name}: ${has.map(({ at }) => shown(at))}, not one of ${crosses.map(({ at }) => shown(at))}`;
    }
  }

  /** What was taken back stays where nobody hears of that, and where nothing can be taken back. */
  #stays(service, { name, gone }, { rating }) {
    if (gone === null) return true;
    if (gone === service) return false;
    if (service === 'lastfm' || (gone !== HUB && !this.mirrors)) return true;
    // Off Simkl a film takes its rating along.
    return service === 'simkl' && workOf(name).kind === 'movie' && rating.has(name);
  }

  *#words(about, name, hub, held) {
    const value = (where) => (where === HUB ? hub : held[where])[about].get(name) ?? null;
    // To see what one wished to see fulfils the wish, at some services and in their own time.
    const fulfilled = about === 'wish' && this.of(name).length > 0;
    const asKept = (word) => (about === 'rating' && word !== null ? ten(word) : word);
    const here = asKept(value(HUB));
    const allowed = this.#allowed(HUB, about, name).map(asKept);
    if (!allowed.includes(here) && !fulfilled) yield `hub's ${about} of ${name}: ${here}, not ${allowed.join(' or ')}`;
    for (const where of ABOUT[about]) {
      const there = asKept(value(where));
      const may = this.mirrors && !fulfilled ? [here] : this.#allowed(where, about, name).map(asKept);
      const kept = fulfilled ? [...may, null, here] : may.map((word) => this.#kept(where, about, name, word, held[where]));
      if (!kept.includes(there) && !(there && stuck(where, about, name, held[where]))) yield `${where}'s ${about} of ${name}: ${there}, not ${kept.join(' or ')}`;
      this.#settle(where, about, name, value(where));
    }
    this.#settle(HUB, about, name, value(HUB));
  }

  #settle(where, about, name, value) {
    // What a service does not hold yet it is told when it can take it.
    const key = `${where} ${about} ${name}`;
    if (value !== null || where === HUB || !this.#may.get(key)?.some((word) => word !== null)) this.#may.set(key, [value]);
  }

  /** What a service keeps of a word. */
  #kept(where, about, name, word, held) {
    if (where === 'simkl' && about === 'rating' && !held.holds.has(name)) return null;
    if (where === 'listenbrainz' && !workOf(name).ids.mbid) return null;
    return word;
  }
}

/** Off Simkl's list is off everything there: a wish that is rated stays. */
const stuck = (where, about, name, { rating }) => where === 'simkl' && about === 'wish' && rating.has(name);

function* compared(what, has, wanted) {
  const left = [...has];
  const missing = wanted.filter((play) => {
    const found = left.findIndex(({ at }) => isOf(play, at));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  if (missing.length) yield `${what}: lost ${missing.map(({ at, told }) => `${shown(at)} (${told})`)}`;
  if (left.length) yield `${what}: too many ${left.map(({ at }) => shown(at))}`;
}

/** What the hub holds, by names. */
export async function library(me) {
  const all = async (path, member) => (await me.get(`${path}?limit=1000`)).data[member];
  const plays = new Map();
  for (const { work, watched_at: at, id } of await all('history', 'plays')) {
    const name = nameOf(work);
    plays.set(name, [...(plays.get(name) ?? []), { at: at ? Date.parse(at) : 0, id }]);
  }
  const said = async (path, member, value) => new Map((await all(path, member)).map((row) => [nameOf(row.work), value(row)]));
  return {
    plays,
    rating: await said('ratings', 'ratings', ({ rating }) => rating),
    wish: await said('watchlist', 'items', () => true),
    love: await said('loved', 'items', () => true),
    stand: await said('status', 'statuses', ({ status, progress }) => `${status} ${progress ?? 0}`),
  };
}
