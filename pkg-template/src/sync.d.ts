// The types of `playtally/sync`, by hand.

export { ScrobbleError, isScrobbleError } from './index.js';

import type { Movie, Episode, Track, Show, Playtally, ScrobbleError, Status } from './index.js';

/** Where the hub is, and as whom to speak to it. */
export interface HubSyncOptions {
  /** Root of the hub's API; `/api/v1` of the page's own origin where absent. */
  hub?: string;
  /** One of the household's profiles; absent: a paired player's own, else the default. */
  profile?: string;
  /** What `pair` gave; without it the hub knows the person by its cookie. */
  token?: string;
  /** The page's driver: what waits there is sent before anything is synced. */
  driver?: Pick<Playtally, 'flush'>;
  /** `false`: nothing runs by itself. */
  autoSync?: boolean;
}

/** What a sync did: entries that services told, and entries that they were told. */
export interface Synced {
  pulled: number;
  pushed: number;
}

/** A work that can be marked or rated. */
export type HubWork = Movie | Episode | Track | { kind: 'show' } & Show;

/** When somebody watched something. */
export interface MarkOptions {
  /** The moment; now where absent. `released`: the day it came out. `undated`: nobody knows. */
  at?: Date | number | 'released' | 'undated';
  /** The day, month or year, where no more is known: `2024-03-05`. */
  on?: string;
  /** They had seen it before. */
  rewatch?: boolean;
  /** A name for it; told twice, it is kept once. */
  playId?: string;
}

/**
 * The person's library at the hub: kept in step with the services, and written by hand. What is
 * written reaches every connected service that can take it. Fails as the driver does.
 */
export class HubSync {
  constructor(options?: HubSyncOptions);
  /** `false` stops what runs by itself; `performSync` still runs. */
  autoSyncEnabled: boolean;
  /** How it stands. */
  readonly state: Status;
  /** What went wrong in the last run, a service each: `provider` names it. */
  readonly errors: ScrobbleError[];
  /** Calls the listener when the state changed; returns what ends that. */
  on(name: 'state', listener: (state: Status) => void): () => void;
  /**
   * Has the hub pull from and push to each connected service; that one fails does not stop the
   * rest. Zeros where nothing is connected, and where a sync of this page is under way. Fails
   * where the hub cannot be asked.
   */
  performSync(): Promise<Synced>;
  /** `performSync` for what runs by itself: not within five minutes of the last; it never fails. */
  triggerSyncIfNeeded(): Promise<Synced>;
  /** Sends what waits and syncs whenever the page comes to the foreground or online; returns what ends that. */
  initializeSyncListeners(): () => void;
  /** Notes plays. `ids` are the hub's names of them, in order, for `unmark`. */
  markWatched(works: HubWork | HubWork[], options?: MarkOptions): Promise<{ ids: string[]; new: number; known: number }>;
  /** Takes plays out, here and at the services. */
  unmark(ids: string | string[]): Promise<{ removed: number }>;
  /** Rates a work, out of 10 where nothing else is said; `undefined` takes the rating back. */
  rate(work: HubWork, points: number | undefined, options?: { outOf?: number; at?: Date | number }): Promise<unknown>;
}
