// What `playtally/full` has besides.

export * from '../index.js';

import type { Fact } from '../index.js';

/** A connected account, as the outbox needs it. */
export interface Destination {
  /** Names the connection. */
  id: string;
  service: string;
  clientId?: string;
  /** Root of the API, where the person chose one. */
  base?: string;
  username?: string;
  /** Id of the rule that makes a play count here. */
  rule: string;
}

/** A request as data; the body is empty where there is none. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: [name: string, value: string][];
  body: string;
}

/** What came back for a request. */
export interface HttpResponse {
  status: number;
  headers: [name: string, value: string][];
  body: string;
}

/** A failed call as the outbox takes and shows it. */
export interface CallError {
  kind: string;
  message: string;
  status?: number;
  retry_at?: number;
}

/** What a driver tells the outbox. Moments are Unix milliseconds. */
export type OutboxInput =
  | { type: 'destinations'; destinations: Destination[] }
  | { type: 'fact'; fact: Fact }
  | { type: 'answer'; id: number; response: HttpResponse }
  | { type: 'failed'; id: number; error: CallError }
  | { type: 'granted'; id: number }
  | { type: 'denied'; id: number; until: number }
  | { type: 'signedIn' | 'signedOut'; destination: string }
  | { type: 'retry' | 'drop'; entry: string }
  | { type: 'wake' };

/** What the outbox wants done: keep first, in this order, then send. */
export type OutboxOutput =
  | { type: 'save' } & OutboxEntry
  | { type: 'forget'; id: string }
  | { type: 'saveQuota'; destination: string; state: string }
  | { type: 'reserve'; id: number; bucket: string }
  | { type: 'send'; id: number; destination: string; request: HttpRequest }
  | { type: 'refresh'; destination: string }
  | { type: 'coolDown'; bucket: string; until: number };

/** One play on its way to one account. */
export interface OutboxEntry {
  id: string;
  destination: string;
  service: string;
  playId: string;
  media: Fact['media'];
  startedAt: number;
  watchedAt?: number | null;
  state: 'live' | 'waiting' | 'sending' | 'checking' | 'signed_out' | 'stored' | 'already_there' | 'dead';
  attempts: number;
  /** Not before this moment. */
  notBefore?: number | null;
  /** Why it waits or was given up. */
  reason?: CallError | null;
}

/** Brings each play to each account exactly once. */
export class Outbox {
  constructor(options?: { snapshot?: string });
  /** Goes on from a snapshot; what was under way counts as one whose answer was lost. */
  static restore(snapshot: string): Outbox;
  /** What happened; what is to be done for it, in this order. */
  handle(input: OutboxInput, nowMs: number): OutboxOutput[];
  /** When to call `handle` with `wake`, in Unix milliseconds. */
  readonly wakeAt: number | undefined;
  /** What is on its way, and what was given up. */
  readonly entries: OutboxEntry[];
  /** All of it as text, for `restore`. */
  snapshot(): string;
  /** Gives its memory back; `using` does it by itself. */
  free(): void;
  /** The same as `free`. */
  [Symbol.dispose](): void;
}

/** What a title may say besides the name: `The`, `(Director's Cut)`, `(US)`, `(2021)`. */
export type TitlePart = 'article' | 'edition' | 'country' | 'year';

/** How two titles compare. */
export interface TitleComparison {
  /** Whether the names agree, whatever else is said. An empty title agrees with none. */
  sameName: boolean;
  /** What only one of them says. */
  missing: TitlePart[];
  /** What each says differently. */
  differs: TitlePart[];
}

/** Who plays, and the title without the guests. */
export interface Credits {
  primary: string;
  others: string[];
  title: string;
}

/**
 * One form for many spellings: small letters without accents, single blanks, an article from the
 * end in front, Roman numerals as numbers: `Godfather Part II, The` is `the godfather part 2`.
 */
export function normalizeTitle(title: string): string;
/** What two titles have in common, and what one of them says alone or differently. */
export function compareTitles(one: string, other: string): TitleComparison;
/**
 * Takes `A feat. B & C` apart, and `(with D)` out of the title. Names that hold a join come apart
 * too (Simon & Garfunkel); `compareArtists` looks at the whole first.
 */
export function splitArtists(artist: string, title?: string): Credits;
/**
 * Whether the names agree as a `whole`, name the same `people`, or share the `primary` one;
 * otherwise `different`.
 */
export function compareArtists(one: string, other: string): 'whole' | 'people' | 'primary' | 'different';
