// The types of `playtally/history`, by hand.

export { ScrobbleError, isScrobbleError, init, initSync } from '../index.js';

import type { Episode, Ids, Movie, Show, Track } from '../index.js';

/** The services whose answers can be read. */
export type ServiceName = 'trakt' | 'simkl' | 'lastfm' | 'listenbrainz' | 'anilist' | 'myanimelist';

/** The files that can be read. */
export type FileFormat = 'playtally' | 'simkl' | 'letterboxd' | 'goodreads' | 'imdb' | 'netflix' | 'tvtime'
  | 'trakt' | 'myanimelist' | 'anilist' | 'lastfm' | 'spotify' | 'listenbrainz';

/** Who tells of something: the person's players, a file of a format, a service. */
export type Origin = 'player' | `import:${string}` | `service:${string}`;

/** What a list of rows tells. */
export type Listing = 'history' | 'watched' | 'ratings' | 'watchlist' | 'collection' | 'loved' | 'statuses';

/** A list that works stand on. */
export type List = 'watchlist' | 'collection' | 'loved';

/** Where a person stands with a title. */
export type StandingStatus = 'planned' | 'current' | 'paused' | 'dropped' | 'completed' | 'repeating';

/** A season of a show; 0 holds the specials. */
export interface Season {
  kind: 'season';
  show: Show;
  number: number;
  ids: Ids;
}

/** A book. */
export interface Book {
  kind: 'book';
  title: string;
  authors: string[];
  isbn10?: string;
  isbn13?: string;
  goodreads?: number;
  pages?: number;
  year?: number;
}

/** Whatever can be kept, rated or listed. */
export type Work = Movie | { kind: 'show' } & Show | Season | Episode | Track | Book;

/** A day of the calendar, `2024-03-05`, or as much of it as is known: `2024-03`, `2024`. */
export type PartialDate = string;

/** One thing somebody says of a work. Moments are whole Unix milliseconds. */
export interface Row {
  listing: Listing;
  work: Work;
  /** What the origin calls the record. */
  id?: string;
  /** When it was played, rated, listed or loved. */
  at?: number;
  /** The day, where no more is known. */
  on?: PartialDate;
  /** Whether they had seen it before. */
  rewatch?: boolean;
  loved?: boolean;
  /** 1 to 100. */
  rating?: number;
  status?: StandingStatus;
  /** Episodes or pages they are through. */
  progress?: number;
  /** Episodes there are. */
  episodes?: number;
  startedOn?: PartialDate;
  finishedOn?: PartialDate;
  repeats?: number;
  /** What they wrote about it. */
  notes?: string;
}

/** The offset from UTC in milliseconds before all transitions, and from which moment on which other. */
export interface Zone {
  readonly first: number;
  readonly transitions: readonly (readonly [from: number, offset: number])[];
}

/**
 * How an origin tells the time. `window`: how far its records may be from others of the same play
 * (on the same day or less than the work is long; less than it is long; so many seconds). `coarse`:
 * its moments of music are right to the minute only. `stamps`: which end of the music it stamps.
 */
export interface SourceRules {
  window?: 'day' | 'runtime' | { seconds: number };
  coarse?: boolean;
  stamps?: 'start' | 'end' | 'unknown';
}

/** By what records of several origins are one play. */
export interface MergeRules {
  /** Where the person is, as an IANA name; this machine's where absent. */
  timeZone?: string;
  /** The zone itself, instead of its name. */
  zone?: Zone;
  /**
   * What is known of origins; of files of music, where nothing is said here, what is known of
   * their format.
   */
  sources?: { [origin: string]: SourceRules };
}

/** A row that could not be read, by its place from 0, and why. */
export interface Skipped {
  row: number;
  reason: string;
}

/** What came of an answer. */
export interface Answered {
  /** Rows that were read. */
  rows: number;
  /** How much of what they said was new, or newer. */
  news: number;
  skipped: Skipped[];
  /** Whether it came to its end and rows were where they should be; else it is half a history. */
  whole: boolean;
}

/** What has to be answered before a file can be taken in. */
export interface FileAsks {
  /** Plays have no date of their own: answer with `dates`. */
  datePolicy: boolean;
  /** A date that may be two days: answer with `dayOrder`. */
  dayOrder: string | null;
  /** The people it tells of, where there are several: answer with `person`. */
  person: string[];
}

/** How a file is to be read. */
export interface FileOptions {
  /** Its name. */
  name?: string;
  /** What it has to be; else it is known by what is in it. */
  format?: FileFormat;
  dayOrder?: 'dayFirst' | 'monthFirst';
  /** The day of plays without one: this day, the work's first, the day it was marked, or none. */
  dates?: { policy: 'on'; day: PartialDate } | { policy: 'released' | 'marked' | 'undated' };
  person?: string;
}

/** A row that may be of several works. */
export interface UnclearRow {
  row: number;
  listing: Listing;
  title: string;
  said: Omit<Row, 'listing'>;
  candidates: Work[];
  reason: string;
}

/** What came of a file. Where something is asked, nothing was taken in. */
export interface FileRead {
  rows: number;
  news: number;
  contents: {
    format: FileFormat;
    asks: FileAsks;
    files: { file: string; unclear: UnclearRow[]; skipped: Skipped[] }[];
    leftOut: { file: string; reason: string }[];
  };
}

/** Which plays: from a moment on, and before another. Without either those without a time come, too, last. */
export interface PlayRange {
  from?: number | Date;
  to?: number | Date;
}

/** Plays as columns, a place each. */
export interface PlayColumns {
  /** The place of the first of them. */
  from: number;
  /** Unix milliseconds; NaN where none is known. */
  moments: Float64Array;
  /** The day where there is no moment: 20240305, 20240300, 20240000; else 0. */
  days: Uint32Array;
  /** Numbers of their works, as `item` takes them. */
  items: Uint32Array;
}

/** A play among others. */
export interface ListedPlay {
  /** Its place, as `play` takes it. */
  place: number;
  /** The number of its work. */
  item: number;
  at?: number;
  on?: PartialDate;
  /** The work; read when it is asked for. */
  readonly work: Work;
}

/** A play with all the records that mean it. */
export interface PlayDetail {
  item: number;
  at?: number;
  on?: PartialDate;
  records: {
    origin: Origin;
    id?: string;
    at?: number;
    on?: PartialDate;
    rewatch?: true;
    /** It stands for all plays the origin has of the work. */
    summary?: true;
    shownOn?: PartialDate;
  }[];
}

/** Of all that is said of a work the word that counts: the newest. */
export interface SaidOfWork {
  item: number;
  at?: number;
  origin: Origin;
}

/** How much there is of everything. */
export interface HistoryCounts {
  /** Records of plays, and the plays they mean. */
  records: number;
  plays: number;
  works: number;
  ratings: number;
  watchlist: number;
  collection: number;
  loved: number;
  standings: number;
  reviews: number;
  /** Pairs of plays of music that may be one: nobody knows which end was stamped. */
  questions: number;
}

/** What is changed by one step of a plan. */
export type ChangeKind = 'play' | 'noPlay' | 'rating' | 'noRating' | { on: List } | { off: List } | 'standing' | 'noStanding';

/** One step of a plan. */
export interface Change {
  what: ChangeKind;
  row: Omit<Row, 'listing'>;
  origin: Origin;
  /** What was said before. */
  was?: Omit<Row, 'listing'>;
}

/** What has to change so that a history and a service say the same. A value: show it, keep it, undo it. */
export interface Plan {
  service: Origin;
  madeAt: number;
  /** Why nothing of it may be carried out. */
  stopped: null
    | { why: 'halfRead' }
    | { why: 'shrunk'; before: number; now: number; removals: number }
    | { why: 'budget'; removals: number; held: number };
  /** What the service is to be told. */
  push: Change[];
  /** What it tells that is new. */
  pull: Change[];
  /** Its records of what is known already. */
  links: Change[];
  takenBack: Omit<Row, 'listing'>[];
  /** Two names each of one piece of music: the service lists what it was told under another. */
  same: [Work, Work][];
  /** How much is left as it is, and why. */
  counts: { [reason in 'absorbed' | 'undated' | 'tooOld' | 'notTaken' | 'notRemovable' | 'notMirrored' | 'unclear' | 'cooled' | 'refused' | 'queued']: number };
}

/** What a plan goes by. */
export interface PlanOptions {
  /** What the service holds now. */
  theirs: History;
  /** What it held when both last agreed; on the first sync absent, and then nothing is removed. */
  before?: History | Uint8Array | ArrayBuffer;
  /** The time, in Unix milliseconds; this machine's where absent. */
  now?: number;
  /** As what the service tells; `service:` and its name where absent. */
  origin?: Origin;
  /** Whether all of it was read; else nothing is planned. */
  whole?: boolean;
  /** Services whose data the person wants copied to this one. */
  mirror?: Origin[];
  /** What is kept in step, and whether the service is told, too; all of it where absent. */
  parts?: { history: boolean; ratings: boolean; lists: boolean; tells: boolean };
  /** How much may be removed without asking: so many (10), and so many of a hundred plays (5). */
  budget?: { most: number; percent: number };
  /** The person agreed to what was stopped for what it removes. */
  confirmed?: boolean;
}

/**
 * A person's history: plays, ratings, lists and standings, as columns in the wasm's memory. It keeps
 * every record with who told it; which of them are one play is found when it is asked, and numbers
 * of works and places of plays hold until it changes. What is not of its form is refused with
 * `bad_input`, and the history stays as it was.
 */
export class History {
  /** An empty history. */
  constructor(rules?: MergeRules);
  /** The history that `bytes` gave. */
  static from(bytes: Uint8Array | ArrayBuffer, rules?: MergeRules): History;
  /** All of it, for `from`. */
  bytes(): Uint8Array;
  /** Other rules from now on. */
  setRules(rules: MergeRules): void;
  /** Takes in a service's answer as it came, bytes or text. */
  read(
    service: ServiceName,
    listing: Listing,
    bytes: Uint8Array | ArrayBuffer | string,
    options?: { origin?: Origin },
  ): Answered;
  /** Takes in an exported file, or a ZIP of them, unless something has to be asked first. */
  readFile(bytes: Uint8Array | ArrayBuffer | string, options?: FileOptions): FileRead;
  /** Takes in rows; how many said something new. */
  add(rows: Row[], origin?: Origin): number;
  /** Drops all that an origin told; how much that was. */
  forget(origin: Origin): number;
  /** Takes in all of another history, in any order and as often as one likes; this one. */
  merge(other: History, rules?: MergeRules): this;
  /** The places of the plays that only this one has, and of those that only the other has, each among its own. */
  diff(other: History): { here: Uint32Array; there: Uint32Array };
  /** What has to change so that this history and a service say the same. */
  plan(service: ServiceName, options: PlanOptions): Plan;
  /** Takes in what a plan heard from its service; nothing where the plan is stopped. */
  accept(plan: Plan): void;
  /** Notes, in what a service held, that it was told this and took it. */
  agree(change: Change): void;
  /** How many plays there are. */
  readonly length: number;
  /** How many works there are; they are numbered from 0. */
  readonly works: number;
  /** The play at a place, in the order of time. */
  play(place: number): PlayDetail | undefined;
  /** The work of a number, with all ids that are known of it. */
  item(number: number): Work | undefined;
  /** Plays as columns. */
  columns(range?: PlayRange): PlayColumns;
  /** Plays as columns, 4,096 at a time or as many as `size` says. */
  pages(options?: PlayRange & { size?: number }): Generator<PlayColumns, void, void>;
  /** Plays one by one, the earliest first. */
  plays(range?: PlayRange): Generator<ListedPlay, void, void>;
  /** What counts of the ratings, 1 to 100, by works. */
  ratings(): (SaidOfWork & { rating: number })[];
  /** What is on a list. */
  listed(list: List): SaidOfWork[];
  /** Where the person stands with titles. */
  standings(): (SaidOfWork & Pick<Row, 'status' | 'progress' | 'repeats' | 'episodes' | 'startedOn' | 'finishedOn'>)[];
  /** All that was written. */
  reviews(): (SaidOfWork & { text: string })[];
  /** How much there is of everything. */
  readonly counts: HistoryCounts;
  /** Gives its memory back; `using` does it by itself. */
  free(): void;
  /** The same as `free`. */
  [Symbol.dispose](): void;
}

/** The zone of an IANA name, asked of `Intl`, for the years 1900 to 2100; that of this machine where none is given. */
export function zoneOf(timeZone?: string): Zone;

/**
 * The scales people rate on: 1–100, 0.1–10, 1–10, AniList's five stars and three smileys, half
 * stars to 5, whole stars, and the five levels from Waste (1) to Outstanding (5).
 */
export type RatingScale = 'point100' | 'point10Decimal' | 'point10' | 'point5' | 'point3' | 'halfStars' | 'stars' | 'levels';

/** A rating on another scale; nothing for 0 and for what is not on the first. */
export function convertRating(value: number, from: RatingScale, to: RatingScale): number | undefined;
/** A rating in its scale's own words, where it has words. */
export function ratingWord(value: number, scale: RatingScale): string | undefined;

/** An episode that was seen; what names series and episode is the caller's. */
export interface SeenEpisode {
  series: string;
  episode: string;
  watchedAt?: number;
  airedOn?: PartialDate;
}

/**
 * The day to show each episode on instead of the day it was watched, or `null` where it stays:
 * where more than 4 of a series fall on one day, the day it was aired. For full imports.
 */
export function detectBinge(
  episodes: SeenEpisode[],
  options?: { timeZone?: string; zone?: Zone },
): (PartialDate | null)[];

/** A play of several lists. */
export interface MergedEntry {
  work: Work;
  at?: number;
  on?: PartialDate;
  /** Places of the entries that mean it; a mere copy of one before it is not named. */
  entries: number[];
}

/** The plays that a few rows of several origins mean, in the order of time; for many, see `History`. */
export function mergeHistory(entries: (Row & { origin: Origin })[], rules?: MergeRules): MergedEntry[];

/**
 * What takes back at the service what a plan told there, the last first. `ids` are the names it
 * gave to plays it stored, by their places in `push`.
 */
export function undoPlan(plan: Plan, ids?: { [place: number]: string }): Change[];
