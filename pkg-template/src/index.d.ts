// The types of playtally, by hand.

export type Kind = 'movie' | 'episode' | 'track';

/** Ids of one item, by catalogue. */
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

export interface Movie {
  kind: 'movie';
  title?: string;
  year?: number;
  ids?: Ids;
}

export interface Show {
  title?: string;
  year?: number;
  ids?: Ids;
}

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

export interface Track {
  kind: 'track';
  title: string;
  artist: string;
  album?: string;
  durationMs?: number;
  ids?: Ids;
}

export type Media = Movie | Episode | Track;

/** When a play counts. */
export type Rule =
  | { id: string; type: 'video'; percent: number; factor: number }
  | { id: string; type: 'music'; percent: number; seconds: number };

/** A rule made from settings; `clamped` where one had to be moved into its bounds. */
export type MadeRule = Rule & { clamped?: true };

/** A place to go on from, with the credit earned so far. Times are Unix milliseconds. */
export interface SavedPlace {
  playId: string;
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

/** What happened in a player. Positions and lengths are seconds. */
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

interface FactBase {
  playId: string;
  /** Counts up within the play from 1; playId and seq name the fact. */
  seq: number;
  at: number;
  startedAt: number;
  media: Media;
  position: number;
  duration?: number;
  rate: number;
  credit: number;
  wall: number;
  rulesMet: string[];
}

/** What is so because of what happened. */
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

export type ErrorCode =
  | 'bad_input'
  | 'no_answer'
  | 'not_sent'
  | 'rate_limited'
  | 'unavailable'
  | 'unauthorized'
  | 'sign_in_again'
  | 'app_refused'
  | 'not_found'
  | 'rejected'
  | 'account_limit';

/** The one error of the package. */
export class ScrobbleError extends Error {
  name: 'ScrobbleError';
  /** Stable; what to act on. */
  code: ErrorCode;
  provider?: string;
  /** HTTP status, where there was an answer. */
  status?: number;
  retryAfterMs?: number;
}

/** Whether it is a ScrobbleError, of this copy of the package or another. */
export function isScrobbleError(value: unknown): value is ScrobbleError;

export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** Loads the wasm; once, however often it is called. `playtally/core` needs the source. */
export function init(source?: WasmSource | PromiseLike<WasmSource>): Promise<void>;

/** Starts from bytes or a compiled module at once. */
export function initSync(source: BufferSource | WebAssembly.Module): void;

/** `tt0903747:1:5`. */
export function createVideoId(showId: string, season: number, episode: number): string;
export function parseVideoId(id: string): { showId: string; season: number; episode: number } | undefined;
/** `tt0903747::tt0903747:1:5`, or the id alone. */
export function createCompositeKey(mediaId: string, videoId?: string): string;
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

export interface MediaId {
  source: 'imdb' | 'tmdb' | 'tvdb' | 'trakt' | 'simkl' | 'mal' | 'anilist' | 'kitsu' | 'anidb' | 'mbid';
  id: string;
  kind?: 'movie' | 'show' | 'track';
  season?: number;
  episode?: number;
}

/** Reads an id with its prefix, or the address of a page about the item. */
export function parseMediaId(text: string): MediaId | undefined;

/** Films and episodes: place in percent (80), and how much of that was really played (0.5). */
export function videoRule(percent?: number, factor?: number): MadeRule;
/** Tracks: share of the length by media time (50), or seconds of wall time (240). */
export function musicRule(percent?: number, seconds?: number): MadeRule;

/** Follows one player: events in, facts out. */
export class ScrobbleSession {
  constructor(options?: { rules?: Rule[] });
  /** Goes on from a snapshot, exactly as it was. */
  static restore(snapshot: string, options?: { rules?: Rule[] }): ScrobbleSession;
  handle(event: PlayerEvent, nowMs: number): readonly Fact[];
  /** The place now: what a `time` event says, without an object around the number. */
  time(position: number, nowMs: number): readonly Fact[];
  /** To be called when `wakeAt` has come. */
  wake(nowMs: number): readonly Fact[];
  readonly wakeAt: number | undefined;
  progress(nowMs: number): Progress;
  readonly savedPlace: SavedPlace | undefined;
  setRules(rules: Rule[]): void;
  snapshot(): string;
  free(): void;
  [Symbol.dispose](): void;
}

export type Status = 'idle' | 'syncing' | 'error' | 'offline';

/** What is known of an item. `watched` and `plays` are absent where the hub did not answer. */
export interface ItemState {
  watched?: boolean;
  plays?: number;
  last_watched_at?: string;
  /** A place to offer; the page seeks, never the package. */
  resume?: SavedPlace;
}

/** The browser driver. */
export class Playtally {
  static connect(options?: { hub?: string; profile?: string }): Promise<Playtally>;
  /** Follows a media element. */
  attach(element: HTMLMediaElement, media: Media): Player;
  /** Returns what ends the listening. */
  on(name: 'fact', listener: (fact: Fact) => void): () => void;
  on(name: 'state', listener: (status: Status) => void): () => void;
  readonly status: Status;
  /** Facts that are not at the hub yet. */
  readonly pending: number;
  /** Sends what waits now; resolves when nothing is under way any more. */
  flush(): Promise<void>;
  /** Reads the rules of the connected services again, after a setting changed. */
  refresh(): Promise<void>;
  state(mediaId: string, videoId?: string): Promise<ItemState>;
  /** The key of an item, as `state` and the hub know it. */
  keyOf(media: Media): string;
  /** Ends all plays and lets the page go. */
  close(): void;
  [Symbol.dispose](): void;
}

/** One media element, followed. */
export interface Player {
  /** `other` where another tab plays the item and counts. */
  readonly progress: Progress & { other?: true };
  /** The next item in the same element; ends the former play. */
  load(media: Media): void;
  detach(): void;
  [Symbol.dispose](): void;
}
