/// <reference lib="dom" />
/// <reference lib="esnext.disposable" />
// The types of playtally, by hand.

/** The kinds of items that are played. */
export type Kind = 'movie' | 'episode' | 'track';

/** Ids of one item, by catalogue; numbers as their pages show them. */
export interface Ids {
  trakt?: number;
  imdb?: string;
  tmdb?: number;
  tvdb?: number;
  simkl?: number;
  mal?: number;
  anilist?: number;
  kitsu?: number;
  anidb?: number;
  /** MusicBrainz recording. */
  mbid?: string;
}

/** A film. Without ids, title and year say which. */
export interface Movie {
  kind: 'movie';
  title?: string;
  year?: number;
  ids?: Ids;
}

/** The series an episode belongs to. */
export interface Show {
  title?: string;
  year?: number;
  ids?: Ids;
}

/** An episode, by its show and its place in it. */
export interface Episode {
  kind: 'episode';
  show?: Show;
  /** Season 0 holds the specials. */
  season: number;
  number: number;
  title?: string;
  /** The episode's own ids, never the show's. */
  ids?: Ids;
}

/** A piece of music. */
export interface Track {
  kind: 'track';
  title: string;
  artist: string;
  album?: string;
  /** The length as its catalogue says it, in milliseconds. */
  durationMs?: number;
  ids?: Ids;
}

/** What is played. */
export type Media = Movie | Episode | Track;

/**
 * When a play counts. `video`: the place is at `percent` of the length or beyond, and `factor` of
 * that was really played. `music`: `percent` of the length was played, or `seconds` of wall time
 * were spent playing, whichever comes first. `time`: what is live or of unknown length was played
 * for `seconds`. Before the place `start`, in percent, nothing of a video is told.
 */
export type Rule =
  | { id: string; type: 'video'; percent: number; factor: number; start?: number }
  | { id: string; type: 'music'; percent: number; seconds: number }
  | { id: string; type: 'time'; seconds: number };

/** A setting that was moved into its bounds. */
export interface Moved {
  setting: 'percent' | 'factor' | 'start' | 'seconds';
  /** What was asked for; absent where it was no finite number. */
  from?: number;
  /** What is used. */
  to: number;
  why: 'too_low' | 'too_high' | 'not_a_number';
}

/** A rule made from settings; `clamped` names those that had to be moved into their bounds. */
export type MadeRule = Rule & { clamped?: Moved[] };

/** A place to go on from, with the credit earned so far. Times are Unix milliseconds. */
export interface SavedPlace {
  playId: string;
  /** The last fact told of the play. */
  seq: number;
  /** Seconds. */
  position: number;
  duration?: number;
  /** Media time really played, in milliseconds. */
  credit: number;
  /** Wall time spent playing, in milliseconds. */
  wall: number;
  rulesMet: string[];
  startedAt: number;
  savedAt: number;
}

/**
 * What happened in a player. Positions and lengths are seconds of media time; a length that is
 * absent, null, zero or infinite is unknown. `playId` is new for each `load`, made by the caller
 * (a UUID); `resume` is a place saved earlier, here or elsewhere.
 */
export type PlayerEvent =
  | { type: 'load'; playId: string; media: Media; duration?: number | null; resume?: SavedPlace | null }
  | { type: 'play'; position: number }
  | { type: 'pause'; position: number }
  | { type: 'seek'; position: number }
  | { type: 'time'; position: number }
  | { type: 'rate'; rate: number }
  | { type: 'duration'; duration?: number | null }
  | { type: 'adStart' }
  | { type: 'adEnd' }
  | { type: 'ended' }
  | { type: 'unload' }
  | { type: 'visibility'; visible: boolean };

/** What every fact says. */
interface FactBase {
  playId: string;
  /** Counts up within the play from 1; playId and seq name the fact. */
  seq: number;
  /** When it became so, in Unix milliseconds. */
  at: number;
  /** When the play began, in Unix milliseconds. */
  startedAt: number;
  media: Media;
  /** Where the player was, in seconds. */
  position: number;
  /** The length in seconds; absent where it is unknown, or live. */
  duration?: number;
  /** Speed; 1 is normal. */
  rate: number;
  /** Media time really played, in milliseconds. */
  credit: number;
  /** Wall time spent playing, in milliseconds. */
  wall: number;
  /** The ids of the rules met so far. */
  rulesMet: string[];
}

/**
 * What is so because of what happened. `watched` comes once for each play and rule, when the rule
 * is met; `stopped` at the end, with the last known place.
 */
export type Fact = FactBase & (
  | { type: 'started' }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'nowPlaying' }
  | { type: 'watched'; rule: Rule; watchedAt: number }
  | { type: 'stopped' }
  | { type: 'discarded'; reason: string }
);

/** How far a play is from counting. Places and lengths are seconds. */
export interface Progress {
  position: number;
  duration?: number;
  /** Media time really played. */
  credited: number;
  /** Media time that has to be played; 0 where that cannot be said. */
  needed: number;
  /** How much of that was played, 0 to 1. */
  share: number;
  /** The percentage the rule is about. */
  threshold: number;
  phase: 'idle' | 'playing' | 'paused' | 'ended';
  rules: { id: string; met: boolean; place: boolean; played: boolean }[];
}

/** What went wrong; each code is explained in the README. */
export type ErrorCode =
  | 'not_loaded'
  | 'load_failed'
  | 'wasm_refused'
  | 'bad_input'
  | 'no_answer'
  | 'not_sent'
  | 'rate_limited'
  | 'daily_limit'
  | 'unavailable'
  | 'unauthorized'
  | 'sign_in_again'
  | 'app_refused'
  | 'not_found'
  | 'rejected'
  | 'account_limit'
  | 'denied'
  | 'expired'
  | 'code_used'
  | 'code_unknown'
  | 'cancelled'
  | 'not_kept'
  | 'browser_refused';

/** The one error of the package. */
export class ScrobbleError extends Error {
  constructor(code: ErrorCode, message: string, more?: {
    provider?: string;
    status?: number;
    retryAfterMs?: number;
    cause?: unknown;
  });
  /** Always this, whichever copy of the package made it. */
  name: 'ScrobbleError';
  /** Stable; what to act on. */
  code: ErrorCode;
  /** Who refused: `hub`, or a service. */
  provider?: string;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** How long to wait before the next try, in milliseconds, where the answer said so. */
  retryAfterMs?: number;
  /** What it follows from, where something else failed first. */
  cause?: unknown;
}

/** Whether it is a ScrobbleError, of this copy of the package or another. */
export function isScrobbleError(value: unknown): value is ScrobbleError;

/** Where the wasm comes from: its address, an answer that brings it, its bytes, or what was compiled from them. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the wasm; once, however often it is called, and again after a failure. `playtally/core`
 * needs the source; in Node, workerd and `playtally/inline` it is loaded already.
 *
 * Fails with `load_failed`, or with `wasm_refused` where the page's policy allows none.
 */
export function init(source?: WasmSource | PromiseLike<WasmSource>): Promise<void>;

/** Starts from bytes or a compiled module at once; for `playtally/core`. */
export function initSync(source: BufferSource | WebAssembly.Module): void;

/** The id of an episode's video: `tt0903747:1:5`. Season 0 holds the specials. */
export function createVideoId(showId: string, season: number, episode: number): string;
/** Show, season and episode, where the text is a video id. */
export function parseVideoId(id: string): { showId: string; season: number; episode: number } | undefined;
/** The key of an item: `tt0903747::tt0903747:1:5`, or the id alone. */
export function createCompositeKey(mediaId: string, videoId?: string): string;
/** The ids in a key. */
export function parseCompositeKey(key: string): { mediaId: string; videoId?: string } | undefined;
/** Whether the whole text is an IMDb title id. */
export function isImdbId(text: string): boolean;
/** The IMDb title id somewhere in the text. */
export function extractImdbId(text: string): string | undefined;
/** Whether a tracker could be told about it: by an id it knows, or a title. */
export function canTrackMedia(
  id: string,
  hints?: { title?: string; tmdbId?: number; tvdbId?: number },
): boolean;

/** What an id or a page's address names. */
export interface MediaId {
  source: 'imdb' | 'tmdb' | 'tvdb' | 'trakt' | 'simkl' | 'mal' | 'anilist' | 'kitsu' | 'anidb'
    | 'letterboxd' | 'goodreads' | 'mbid';
  /** A number, `tt…` or a UUID; at Trakt, TVDB, Kitsu and Letterboxd also the name of the page. */
  id: string;
  kind?: 'movie' | 'show' | 'track' | 'book';
  season?: number;
  episode?: number;
}

/** Reads an id with its prefix, or the address of a page about the item. */
export function parseMediaId(text: string): MediaId | undefined;

/**
 * For films and episodes: place in percent (80, held to 1–95), how much of that was really played
 * (0.5, 0–1; 0 asks for the place alone), and from which percentage it is told (0, 0–95).
 */
export function videoRule(percent?: number, factor?: number, start?: number): MadeRule;
/** For tracks: share of the length in percent (50, held to 1–95), or seconds of playing (240, 1–86,400). */
export function musicRule(percent?: number, seconds?: number): MadeRule;
/** For what is live or of unknown length: seconds of playing (600, 1–86,400). */
export function timeRule(seconds?: number): MadeRule;
/** The rule that a player is known by, where the name is known: `dodostream` is told from 5 % on and counts at 90 %. */
export function presetRule(name: string): Rule | undefined;

/**
 * Follows one player: events in, facts out. Nothing in it reads a clock; every call brings the
 * time, in Unix milliseconds. What is not of its form is refused with `bad_input`, and the session
 * stays as it was.
 */
export class ScrobbleSession {
  constructor(options?: { rules?: Rule[] });
  /** Goes on from a snapshot, exactly as it was. */
  static restore(snapshot: string, options?: { rules?: Rule[] }): ScrobbleSession;
  /** What happened; the facts that follow from it. */
  handle(event: PlayerEvent, nowMs: number): readonly Fact[];
  /** The place now: what a `time` event says, without an object around the number. */
  time(position: number, nowMs: number): readonly Fact[];
  /** To be called when `wakeAt` has come. */
  wake(nowMs: number): readonly Fact[];
  /** When to call `wake`, in Unix milliseconds, if nothing else happens before. */
  readonly wakeAt: number | undefined;
  /** How far the play is from counting. */
  progress(nowMs: number): Progress;
  /** The place to go on from, where there is one. */
  readonly savedPlace: SavedPlace | undefined;
  /** Other rules from now on; those met stay met. */
  setRules(rules: Rule[]): void;
  /** All of it as text, for `restore`. */
  snapshot(): string;
  /** Gives its memory back; `using` does it by itself. */
  free(): void;
  /** The same as `free`. */
  [Symbol.dispose](): void;
}

/** How the driver stands with the hub. */
export type Status = 'idle' | 'syncing' | 'error' | 'offline';

/** What is known of an item. `watched` and `plays` are absent where the hub did not answer. */
export interface ItemState {
  watched?: boolean;
  plays?: number;
  /** RFC 3339, in UTC. */
  last_watched_at?: string;
  /** A place to offer; the page seeks, never the package. */
  resume?: SavedPlace;
}

/** Where the hub is, and as whom to speak to it. */
export interface ConnectOptions {
  /** Root of the hub's API; `/api/v1` of the page's own origin where absent. */
  hub?: string;
  /** One of the household's profiles; absent: a paired player's own, else the default. */
  profile?: string;
  /** What `pair` gave; without it the hub knows the person by its cookie. */
  token?: string;
  /** Asks the hub in place of `fetch`, where a page may not: a userscript's manager, an extension. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Keeps what is not sent yet, in place of localStorage; its rows are its own properties, as there. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** `false`: sends only when there is news and when told to, not whenever the page comes back. */
  autoSync?: boolean;
}

/** A device that may report plays, as the hub's page lists it. */
export interface Device {
  id: string;
  name: string;
  scopes: string[];
}

/**
 * Trades the code that the hub's page shows ("Pair a player") for a token, which belongs to this
 * device at this origin, may only report plays, and can be revoked on that page.
 */
export function pair(options: { hub?: string; code: string; name: string; fetch?: ConnectOptions['fetch'] }): Promise<{
  token: string;
  device: Device;
}>;

/** What a person asks of a play on the hub's page. */
export interface PlayCommand {
  /** The play, as its facts name it. */
  playId: string;
  /**
   * `pause` is for the player to do. After `finish` and `discard` the hub is done with the play,
   * and nothing more of it counts.
   */
  command: 'pause' | 'finish' | 'discard';
  /** When it was given, in Unix milliseconds by the hub's clock. */
  at: number;
}

/** The browser driver: follows media elements and hands what is so to the hub. */
export class Playtally {
  /**
   * Loads the wasm, reads the rules of the connected services, and sends what closed tabs left.
   * Where the page's policy refuses wasm, the hub is told what happens in the players and counts.
   */
  static connect(options?: ConnectOptions): Promise<Playtally>;
  /** Follows a media element. */
  attach(element: HTMLMediaElement, media: Media): Player;
  /** Calls the listener for each fact; returns what ends that. */
  on(name: 'fact', listener: (fact: Fact) => void): () => void;
  /** Calls the listener when the status changed; returns what ends that. */
  on(name: 'state', listener: (status: Status) => void): () => void;
  /**
   * Calls the listener with how far a play is: when a fact became so, and every 5 seconds
   * while it goes on; returns what ends that.
   */
  on(name: 'progress', listener: (progress: Player['progress'] & { media: Media }) => void): () => void;
  /**
   * Calls the listener with what the person asks of a play on the hub's page, within 15 seconds
   * while it plays. A player of `attach` has done it; what plays elsewhere is the listener's to
   * halt. Told again until it is so: `at` tells one command from the next. Returns what ends that.
   */
  on(name: 'command', listener: (command: PlayCommand) => void): () => void;
  /**
   * Calls the listener once, with `not_kept`, when localStorage turns out to be blocked or full;
   * returns what ends that.
   */
  on(name: 'warning', listener: (error: ScrobbleError) => void): () => void;
  /** Whether something is on its way, waits, or failed. */
  readonly status: Status;
  /** Facts that are not at the hub yet. */
  readonly pending: number;
  /** Whether what is pending survives this page: false where localStorage is blocked or full. */
  readonly persistent: boolean;
  /** Sends what waits now; resolves when nothing is under way any more. */
  flush(): Promise<void>;
  /**
   * Sends what waits whenever the page comes to the foreground or online; returns what ends that.
   * `connect` has called it, unless `autoSync` is false.
   */
  initializeSyncListeners(): () => void;
  /** Reads the rules of the connected services again, after a setting changed. */
  refresh(): Promise<void>;
  /** Whether an item was watched, and where it was left. */
  state(mediaId: string, videoId?: string): Promise<ItemState>;
  /** The key of an item, as `state` and the hub know it. */
  keyOf(media: Media): string;
  /** Ends all plays and lets the page go. */
  close(): void;
  /** The same as `close`. */
  [Symbol.dispose](): void;
}

/** One media element, followed. */
export interface Player {
  /** `other` where another tab plays the item and counts. */
  readonly progress: Progress & { other?: true };
  /** What is in the player, as it was given. */
  readonly media: Media;
  /**
   * The next item in the same element; ends the former play. Call it when the page learns of it,
   * before or after the element gets its source: nothing counts until both belong together. The
   * item that is there already is no next one, and changes nothing.
   */
  load(media: Media): void;
  /** An advertisement begins or ends in this very element; nothing of it counts. */
  ad(runs: boolean): void;
  /** Ends the play and lets go of the element. */
  detach(): void;
  /** The same as `detach`. */
  [Symbol.dispose](): void;
}
