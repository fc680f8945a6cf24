// What `playtally/full` has besides.

export * from '../index.js';

import { Playtally as Driver, type Fact, type Media, type Rule, type ScrobbleError } from '../index.js';

/** A connected account, as the outbox needs it. */
export interface Destination {
  /** Names the connection. */
  id: string;
  service: string;
  clientId?: string;
  /** The app's short name there, where it has one. */
  appName?: string;
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
  /** Somebody waits for it; `called` names the ticket. */
  | { type: 'checkIn' | 'cancelCheckIn'; ticket: number; destination: string; media: Media }
  | { type: 'wake' };

/** What the outbox wants done: keep first, in this order, then send. */
export type OutboxOutput =
  | { type: 'save' } & OutboxEntry
  | { type: 'forget'; id: string }
  | { type: 'saveQuota'; destination: string; state: string }
  | { type: 'reserve'; id: number; bucket: string }
  | { type: 'send'; id: number; destination: string; request: HttpRequest }
  | { type: 'refresh'; destination: string }
  | { type: 'signInOver'; destination: string }
  | { type: 'called'; ticket: number; result: { Ok: { outcome: string; told?: { until?: number | null } } } | { Err: CallError } }
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
  /** `utcOffset`: minutes the person's clock is ahead of UTC, for services that keep days. */
  constructor(options?: { snapshot?: string; utcOffset?: number });
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

/** An app's registration at a service. In a page it has no secret. */
export interface AppRegistration {
  clientId: string;
  /** Its short name, for services that ask for one. */
  appName?: string;
  /** An address registered for the app; Trakt wants one with each renewal of a token. */
  redirectUri?: string;
  /** Registered at Simkl before AUTH V2; people then sign in by a PIN. */
  older?: boolean;
  /** When a play counts there; `videoRule()` or `musicRule()` where absent. */
  rule?: Rule;
}

/** The services to deliver to, and what the page lends for it. */
export interface DirectOptions {
  trakt?: AppRegistration;
  simkl?: AppRegistration;
  listenbrainz?: { rule?: Rule };
  /** Takes what carries an AniList or MyAnimeList id. Its people come back with the token in the address. */
  anilist?: AppRegistration;
  /**
   * Makes the requests instead of the page's `fetch`, with its arguments; of the answer
   * `status`, `headers` and `text()` are used. For userscripts, whose manager may call any host.
   */
  request?: (url: string, init: RequestInit) => Promise<Pick<Response, 'status' | 'headers' | 'text'>>;
  /** `false`: sends only when there is news and when told to, not whenever the page comes back. */
  autoSync?: boolean;
}

/** An account at a service; its token stays inside. */
export interface Account {
  service: string;
  state: 'connected' | 'sign_in_again';
  username: string;
  profileUrl?: string;
  /** Root of the API, where the person chose one. */
  base?: string;
}

/** A sign-in by a code, as it is shown to the person. */
export interface CodeSignIn {
  userCode: string;
  verificationUrl: string;
  /** The same page with the code filled in, where the service has one. */
  verificationUrlComplete?: string;
  /** Unix milliseconds. */
  expiresAt: number;
  /**
   * The account, once the person has allowed it. Fails with `denied`, `expired`, `cancelled`,
   * `code_used`, `code_unknown` or `app_refused`, or as any call may.
   */
  done: Promise<Account>;
  /** Gives it up; nothing is asked any more. */
  cancel(): void;
}

/** What one service made of a check-in or its end. */
export interface CheckInResult {
  service: string;
  state: 'checked_in' | 'cancelled' | 'busy' | 'failed';
  /** When the check-in that is in the way ends, in Unix milliseconds. */
  expiresAt?: number;
  error?: ScrobbleError;
}

/**
 * The driver without a hub. Of all tabs one delivers; tokens and what is on its way are in
 * localStorage, where every script of the page can read them.
 */
export interface Direct extends Driver {
  /** The accounts that are signed in, or have to be again. */
  readonly accounts: Account[];
  /** Begins a sign-in by a code that the person types at Trakt or Simkl. */
  signIn(service: 'trakt' | 'simkl'): Promise<CodeSignIn>;
  /**
   * The service's own page to send the person to, with `location.assign`. It sends them back to
   * `redirectUri`, this page where absent, which has to be registered for the app; AniList goes
   * by the registered address alone.
   */
  signInPage(service: 'trakt' | 'simkl' | 'anilist', redirectUri?: string): string;
  /** To be called where the person comes back to: the account, if they came from a service and allowed it. */
  finishSignIn(): Promise<Account | undefined>;
  /** Signs in with a token that the person copied, from ListenBrainz or a server like it at `base`. */
  signInWithToken(service: string, token: string, options?: { base?: string }): Promise<Account>;
  /** Forgets the account and ends the grant; what waits for it is kept for the next sign-in. */
  signOut(service: string): Promise<void>;
  /** Says at Trakt and Simkl that this is watched from now on. */
  checkIn(media: Media): Promise<CheckInResult[]>;
  /** Takes back what was checked in to last. */
  cancelCheckIn(): Promise<CheckInResult[]>;
  /** Each play on its way to each account, and what became of it in the last days. */
  readonly deliveries: OutboxEntry[];
  /** Tries a delivery again now, also one that was given up. */
  retry(id: string): Promise<void>;
  /** Gives a delivery up. */
  drop(id: string): Promise<void>;
  on: Driver['on'] & {
    /** Calls the listener for each delivery that changed, in the tab that delivers. */
    (name: 'delivery', listener: (delivery: OutboxEntry) => void): () => void;
    /** Calls the listener when an account came, went or ended, in any tab. */
    (name: 'accounts', listener: (accounts: Account[]) => void): () => void;
  };
}

/** The browser driver, with a hub or without one. */
export class Playtally extends Driver {
  /**
   * Delivers to the services from this page; what closed tabs left is taken over. Fails with
   * `browser_refused` for a service that no page can call, and why.
   */
  static direct(options: DirectOptions): Promise<Direct>;
}
