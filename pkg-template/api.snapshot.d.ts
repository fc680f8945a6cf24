// The public types, to be seen when they change; written by pkg-template/api.mjs.

declare module 'playtally' {
    export interface ConnectOptions {
        hub?: string;
        profile?: string;
        token?: string;
        fetch?: (url: string, init: RequestInit) => Promise<Response>;
        storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
        autoSync?: boolean;
    }
    export interface Device {
        id: string;
        name: string;
        scopes: string[];
    }
    export interface Episode {
        kind: 'episode';
        show?: Show;
        season: number;
        number: number;
        title?: string;
        ids?: Ids;
    }
    export type ErrorCode = 'not_loaded' | 'load_failed' | 'wasm_refused' | 'bad_input' | 'no_answer' | 'not_sent' | 'rate_limited' | 'daily_limit' | 'unavailable' | 'unauthorized' | 'sign_in_again' | 'app_refused' | 'not_found' | 'rejected' | 'account_limit' | 'denied' | 'expired' | 'code_used' | 'code_unknown' | 'cancelled' | 'not_kept' | 'browser_refused';
    export type Fact = FactBase & ({
        type: 'started';
    } | {
        type: 'paused';
    } | {
        type: 'resumed';
    } | {
        type: 'nowPlaying';
    } | {
        type: 'watched';
        rule: Rule;
        watchedAt: number;
    } | {
        type: 'stopped';
    } | {
        type: 'discarded';
        reason: string;
    });
    interface FactBase {
        playId: string;
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
        mbid?: string;
    }
    export interface ItemState {
        watched?: boolean;
        plays?: number;
        last_watched_at?: string;
        resume?: SavedPlace;
    }
    export type Kind = 'movie' | 'episode' | 'track';
    export type MadeRule = Rule & {
        clamped?: Moved[];
    };
    export type Media = Movie | Episode | Track;
    export interface MediaId {
        source: 'imdb' | 'tmdb' | 'tvdb' | 'trakt' | 'simkl' | 'mal' | 'anilist' | 'kitsu' | 'anidb' | 'letterboxd' | 'goodreads' | 'mbid';
        id: string;
        kind?: 'movie' | 'show' | 'track' | 'book';
        season?: number;
        episode?: number;
    }
    export interface Moved {
        setting: 'percent' | 'factor' | 'start' | 'seconds';
        from?: number;
        to: number;
        why: 'too_low' | 'too_high' | 'not_a_number';
    }
    export interface Movie {
        kind: 'movie';
        title?: string;
        year?: number;
        ids?: Ids;
    }
    export interface PlayCommand {
        playId: string;
        command: 'pause' | 'finish' | 'discard';
        at: number;
    }
    export interface Player {
        readonly progress: Progress & {
            other?: true;
        };
        readonly media: Media;
        load(media: Media): void;
        ad(runs: boolean): void;
        detach(): void;
        [Symbol.dispose](): void;
    }
    export type PlayerEvent = {
        type: 'load';
        playId: string;
        media: Media;
        duration?: number | null;
        resume?: SavedPlace | null;
    } | {
        type: 'play';
        position: number;
    } | {
        type: 'pause';
        position: number;
    } | {
        type: 'seek';
        position: number;
    } | {
        type: 'time';
        position: number;
    } | {
        type: 'rate';
        rate: number;
    } | {
        type: 'duration';
        duration?: number | null;
    } | {
        type: 'adStart';
    } | {
        type: 'adEnd';
    } | {
        type: 'ended';
    } | {
        type: 'unload';
    } | {
        type: 'visibility';
        visible: boolean;
    };
    export class Playtally {
        static connect(options?: ConnectOptions): Promise<Playtally>;
        attach(element: HTMLMediaElement, media: Media): Player;
        on(name: 'fact', listener: (fact: Fact) => void): () => void;
        on(name: 'state', listener: (status: Status) => void): () => void;
        on(name: 'progress', listener: (progress: Player['progress'] & {
            media: Media;
        }) => void): () => void;
        on(name: 'command', listener: (command: PlayCommand) => void): () => void;
        on(name: 'warning', listener: (error: ScrobbleError) => void): () => void;
        readonly status: Status;
        readonly pending: number;
        readonly persistent: boolean;
        flush(): Promise<void>;
        initializeSyncListeners(): () => void;
        refresh(): Promise<void>;
        state(mediaId: string, videoId?: string): Promise<ItemState>;
        keyOf(media: Media): string;
        close(): void;
        [Symbol.dispose](): void;
    }
    export interface Progress {
        position: number;
        duration?: number;
        credited: number;
        needed: number;
        share: number;
        threshold: number;
        phase: 'idle' | 'playing' | 'paused' | 'ended';
        rules: {
            id: string;
            met: boolean;
            place: boolean;
            played: boolean;
        }[];
    }
    export type Rule = {
        id: string;
        type: 'video';
        percent: number;
        factor: number;
        start?: number;
    } | {
        id: string;
        type: 'music';
        percent: number;
        seconds: number;
    } | {
        id: string;
        type: 'time';
        seconds: number;
    };
    export interface SavedPlace {
        playId: string;
        seq: number;
        position: number;
        duration?: number;
        credit: number;
        wall: number;
        rulesMet: string[];
        startedAt: number;
        savedAt: number;
    }
    export class ScrobbleError extends Error {
        constructor(code: ErrorCode, message: string, more?: {
            provider?: string;
            status?: number;
            retryAfterMs?: number;
            cause?: unknown;
        });
        name: 'ScrobbleError';
        code: ErrorCode;
        provider?: string;
        status?: number;
        retryAfterMs?: number;
        cause?: unknown;
    }
    export class ScrobbleSession {
        constructor(options?: {
            rules?: Rule[];
        });
        static restore(snapshot: string, options?: {
            rules?: Rule[];
        }): ScrobbleSession;
        handle(event: PlayerEvent, nowMs: number): readonly Fact[];
        time(position: number, nowMs: number): readonly Fact[];
        wake(nowMs: number): readonly Fact[];
        readonly wakeAt: number | undefined;
        progress(nowMs: number): Progress;
        readonly savedPlace: SavedPlace | undefined;
        setRules(rules: Rule[]): void;
        snapshot(): string;
        free(): void;
        [Symbol.dispose](): void;
    }
    export interface Show {
        title?: string;
        year?: number;
        ids?: Ids;
    }
    export type Status = 'idle' | 'syncing' | 'error' | 'offline';
    export interface Track {
        kind: 'track';
        title: string;
        artist: string;
        album?: string;
        durationMs?: number;
        ids?: Ids;
    }
    export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;
    export function canTrackMedia(id: string, hints?: {
        title?: string;
        tmdbId?: number;
        tvdbId?: number;
    }): boolean;
    export function createCompositeKey(mediaId: string, videoId?: string): string;
    export function createVideoId(showId: string, season: number, episode: number): string;
    export function extractImdbId(text: string): string | undefined;
    export function init(source?: WasmSource | PromiseLike<WasmSource>): Promise<void>;
    export function initSync(source: BufferSource | WebAssembly.Module): void;
    export function isImdbId(text: string): boolean;
    export function isScrobbleError(value: unknown): value is ScrobbleError;
    export function musicRule(percent?: number, seconds?: number): MadeRule;
    export function pair(options: {
        hub?: string;
        code: string;
        name: string;
        fetch?: ConnectOptions['fetch'];
    }): Promise<{
        token: string;
        device: Device;
    }>;
    export function parseCompositeKey(key: string): {
        mediaId: string;
        videoId?: string;
    } | undefined;
    export function parseMediaId(text: string): MediaId | undefined;
    export function parseVideoId(id: string): {
        showId: string;
        season: number;
        episode: number;
    } | undefined;
    export function presetRule(name: string): Rule | undefined;
    export function timeRule(seconds?: number): MadeRule;
    export function videoRule(percent?: number, factor?: number, start?: number): MadeRule;
}

declare module 'playtally/full' {
    export * from '../index.js';
    import { Playtally as Driver, type Fact, type Media, type Rule, type ScrobbleError } from '../index.js';
    export interface Account {
        service: string;
        state: 'connected' | 'sign_in_again';
        username: string;
        profileUrl?: string;
        base?: string;
    }
    export interface AppRegistration {
        clientId: string;
        appName?: string;
        redirectUri?: string;
        older?: boolean;
        rule?: Rule;
    }
    export interface CallError {
        kind: string;
        message: string;
        status?: number;
        retry_at?: number;
    }
    export interface CheckInResult {
        service: string;
        state: 'checked_in' | 'cancelled' | 'busy' | 'failed';
        expiresAt?: number;
        error?: ScrobbleError;
    }
    export interface CodeSignIn {
        userCode: string;
        verificationUrl: string;
        verificationUrlComplete?: string;
        expiresAt: number;
        done: Promise<Account>;
        cancel(): void;
    }
    export interface Credits {
        primary: string;
        others: string[];
        title: string;
    }
    export interface Destination {
        id: string;
        service: string;
        clientId?: string;
        appName?: string;
        base?: string;
        username?: string;
        rule: string;
    }
    export interface Direct extends Driver {
        readonly accounts: Account[];
        signIn(service: 'trakt' | 'simkl'): Promise<CodeSignIn>;
        signInPage(service: 'trakt' | 'simkl' | 'anilist', redirectUri?: string): string;
        finishSignIn(): Promise<Account | undefined>;
        signInWithToken(service: string, token: string, options?: {
            base?: string;
        }): Promise<Account>;
        signOut(service: string): Promise<void>;
        checkIn(media: Media): Promise<CheckInResult[]>;
        cancelCheckIn(): Promise<CheckInResult[]>;
        readonly deliveries: OutboxEntry[];
        retry(id: string): Promise<void>;
        drop(id: string): Promise<void>;
        on: Driver['on'] & {
            (name: 'delivery', listener: (delivery: OutboxEntry) => void): () => void;
            (name: 'accounts', listener: (accounts: Account[]) => void): () => void;
        };
    }
    export interface DirectOptions {
        trakt?: AppRegistration;
        simkl?: AppRegistration;
        listenbrainz?: {
            rule?: Rule;
        };
        anilist?: AppRegistration;
        request?: (url: string, init: RequestInit) => Promise<Pick<Response, 'status' | 'headers' | 'text'>>;
        autoSync?: boolean;
    }
    export interface HttpRequest {
        method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
        url: string;
        headers: [
            name: string,
            value: string
        ][];
        body: string;
    }
    export interface HttpResponse {
        status: number;
        headers: [
            name: string,
            value: string
        ][];
        body: string;
    }
    export class Outbox {
        constructor(options?: {
            snapshot?: string;
            utcOffset?: number;
        });
        static restore(snapshot: string): Outbox;
        handle(input: OutboxInput, nowMs: number): OutboxOutput[];
        readonly wakeAt: number | undefined;
        readonly entries: OutboxEntry[];
        snapshot(): string;
        free(): void;
        [Symbol.dispose](): void;
    }
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
        notBefore?: number | null;
        reason?: CallError | null;
    }
    export type OutboxInput = {
        type: 'destinations';
        destinations: Destination[];
    } | {
        type: 'fact';
        fact: Fact;
    } | {
        type: 'answer';
        id: number;
        response: HttpResponse;
    } | {
        type: 'failed';
        id: number;
        error: CallError;
    } | {
        type: 'granted';
        id: number;
    } | {
        type: 'denied';
        id: number;
        until: number;
    } | {
        type: 'signedIn' | 'signedOut';
        destination: string;
    } | {
        type: 'retry' | 'drop';
        entry: string;
    } | {
        type: 'checkIn' | 'cancelCheckIn';
        ticket: number;
        destination: string;
        media: Media;
    } | {
        type: 'wake';
    };
    export type OutboxOutput = {
        type: 'save';
    } & OutboxEntry | {
        type: 'forget';
        id: string;
    } | {
        type: 'saveQuota';
        destination: string;
        state: string;
    } | {
        type: 'reserve';
        id: number;
        bucket: string;
    } | {
        type: 'send';
        id: number;
        destination: string;
        request: HttpRequest;
    } | {
        type: 'refresh';
        destination: string;
    } | {
        type: 'signInOver';
        destination: string;
    } | {
        type: 'called';
        ticket: number;
        result: {
            Ok: {
                outcome: string;
                told?: {
                    until?: number | null;
                };
            };
        } | {
            Err: CallError;
        };
    } | {
        type: 'coolDown';
        bucket: string;
        until: number;
    };
    export class Playtally extends Driver {
        static direct(options: DirectOptions): Promise<Direct>;
    }
    export interface TitleComparison {
        sameName: boolean;
        missing: TitlePart[];
        differs: TitlePart[];
    }
    export type TitlePart = 'article' | 'edition' | 'country' | 'year';
    export function compareArtists(one: string, other: string): 'whole' | 'people' | 'primary' | 'different';
    export function compareTitles(one: string, other: string): TitleComparison;
    export function normalizeTitle(title: string): string;
    export function splitArtists(artist: string, title?: string): Credits;
}

declare module 'playtally/history' {
    export { ScrobbleError, isScrobbleError, init, initSync } from '../index.js';
    import type { Episode, Ids, Movie, Show, Track } from '../index.js';
    export interface Answered {
        rows: number;
        news: number;
        skipped: Skipped[];
        whole: boolean;
    }
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
    export interface Change {
        what: ChangeKind;
        row: Omit<Row, 'listing'>;
        origin: Origin;
        was?: Omit<Row, 'listing'>;
    }
    export type ChangeKind = 'play' | 'noPlay' | 'rating' | 'noRating' | {
        on: List;
    } | {
        off: List;
    } | 'standing' | 'noStanding';
    export interface FileAsks {
        datePolicy: boolean;
        dayOrder: string | null;
        person: string[];
    }
    export type FileFormat = 'playtally' | 'simkl' | 'letterboxd' | 'goodreads' | 'imdb' | 'netflix' | 'tvtime' | 'trakt' | 'myanimelist' | 'anilist' | 'lastfm' | 'spotify' | 'listenbrainz';
    export interface FileOptions {
        name?: string;
        format?: FileFormat;
        dayOrder?: 'dayFirst' | 'monthFirst';
        dates?: {
            policy: 'on';
            day: PartialDate;
        } | {
            policy: 'released' | 'marked' | 'undated';
        };
        person?: string;
    }
    export interface FileRead {
        rows: number;
        news: number;
        contents: {
            format: FileFormat;
            asks: FileAsks;
            files: {
                file: string;
                unclear: UnclearRow[];
                skipped: Skipped[];
            }[];
            leftOut: {
                file: string;
                reason: string;
            }[];
        };
    }
    export class History {
        constructor(rules?: MergeRules);
        static from(bytes: Uint8Array | ArrayBuffer, rules?: MergeRules): History;
        bytes(): Uint8Array;
        setRules(rules: MergeRules): void;
        read(service: ServiceName, listing: Listing, bytes: Uint8Array | ArrayBuffer | string, options?: {
            origin?: Origin;
        }): Answered;
        readFile(bytes: Uint8Array | ArrayBuffer | string, options?: FileOptions): FileRead;
        add(rows: Row[], origin?: Origin): number;
        forget(origin: Origin): number;
        merge(other: History, rules?: MergeRules): this;
        diff(other: History): {
            here: Uint32Array;
            there: Uint32Array;
        };
        plan(service: ServiceName, options: PlanOptions): Plan;
        accept(plan: Plan): void;
        agree(change: Change): void;
        readonly length: number;
        readonly works: number;
        play(place: number): PlayDetail | undefined;
        item(number: number): Work | undefined;
        columns(range?: PlayRange): PlayColumns;
        pages(options?: PlayRange & {
            size?: number;
        }): Generator<PlayColumns, void, void>;
        plays(range?: PlayRange): Generator<ListedPlay, void, void>;
        ratings(): (SaidOfWork & {
            rating: number;
        })[];
        listed(list: List): SaidOfWork[];
        standings(): (SaidOfWork & Pick<Row, 'status' | 'progress' | 'repeats' | 'episodes' | 'startedOn' | 'finishedOn'>)[];
        reviews(): (SaidOfWork & {
            text: string;
        })[];
        readonly counts: HistoryCounts;
        free(): void;
        [Symbol.dispose](): void;
    }
    export interface HistoryCounts {
        records: number;
        plays: number;
        works: number;
        ratings: number;
        watchlist: number;
        collection: number;
        loved: number;
        standings: number;
        reviews: number;
        questions: number;
    }
    export type List = 'watchlist' | 'collection' | 'loved';
    export interface ListedPlay {
        place: number;
        item: number;
        at?: number;
        on?: PartialDate;
        readonly work: Work;
    }
    export type Listing = 'history' | 'watched' | 'ratings' | 'watchlist' | 'collection' | 'loved' | 'statuses';
    export interface MergeRules {
        timeZone?: string;
        zone?: Zone;
        sources?: {
            [origin: string]: SourceRules;
        };
    }
    export interface MergedEntry {
        work: Work;
        at?: number;
        on?: PartialDate;
        entries: number[];
    }
    export type Origin = 'player' | `import:${string}` | `service:${string}`;
    export type PartialDate = string;
    export interface Plan {
        service: Origin;
        madeAt: number;
        stopped: null | {
            why: 'halfRead';
        } | {
            why: 'shrunk';
            before: number;
            now: number;
            removals: number;
        } | {
            why: 'budget';
            removals: number;
            held: number;
        };
        push: Change[];
        pull: Change[];
        links: Change[];
        takenBack: Omit<Row, 'listing'>[];
        same: [
            Work,
            Work
        ][];
        counts: {
            [reason in 'absorbed' | 'undated' | 'tooOld' | 'notTaken' | 'notRemovable' | 'notMirrored' | 'unclear' | 'cooled' | 'refused' | 'queued']: number;
        };
    }
    export interface PlanOptions {
        theirs: History;
        before?: History | Uint8Array | ArrayBuffer;
        now?: number;
        origin?: Origin;
        whole?: boolean;
        mirror?: Origin[];
        parts?: {
            history: boolean;
            ratings: boolean;
            lists: boolean;
            tells: boolean;
        };
        budget?: {
            most: number;
            percent: number;
        };
        confirmed?: boolean;
    }
    export interface PlayColumns {
        from: number;
        moments: Float64Array;
        days: Uint32Array;
        items: Uint32Array;
    }
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
            summary?: true;
            shownOn?: PartialDate;
        }[];
    }
    export interface PlayRange {
        from?: number | Date;
        to?: number | Date;
    }
    export type RatingScale = 'point100' | 'point10Decimal' | 'point10' | 'point5' | 'point3' | 'halfStars' | 'stars' | 'levels';
    export interface Row {
        listing: Listing;
        work: Work;
        id?: string;
        at?: number;
        on?: PartialDate;
        rewatch?: boolean;
        loved?: boolean;
        rating?: number;
        status?: StandingStatus;
        progress?: number;
        episodes?: number;
        startedOn?: PartialDate;
        finishedOn?: PartialDate;
        repeats?: number;
        notes?: string;
    }
    export interface SaidOfWork {
        item: number;
        at?: number;
        origin: Origin;
    }
    export interface Season {
        kind: 'season';
        show: Show;
        number: number;
        ids: Ids;
    }
    export interface SeenEpisode {
        series: string;
        episode: string;
        watchedAt?: number;
        airedOn?: PartialDate;
    }
    export type ServiceName = 'trakt' | 'simkl' | 'lastfm' | 'listenbrainz' | 'anilist' | 'myanimelist';
    export interface Skipped {
        row: number;
        reason: string;
    }
    export interface SourceRules {
        window?: 'day' | 'runtime' | {
            seconds: number;
        };
        coarse?: boolean;
        stamps?: 'start' | 'end' | 'unknown';
    }
    export type StandingStatus = 'planned' | 'current' | 'paused' | 'dropped' | 'completed' | 'repeating';
    export interface UnclearRow {
        row: number;
        listing: Listing;
        title: string;
        said: Omit<Row, 'listing'>;
        candidates: Work[];
        reason: string;
    }
    export type Work = Movie | {
        kind: 'show';
    } & Show | Season | Episode | Track | Book;
    export interface Zone {
        readonly first: number;
        readonly transitions: readonly (readonly [
            from: number,
            offset: number
        ])[];
    }
    export function convertRating(value: number, from: RatingScale, to: RatingScale): number | undefined;
    export function detectBinge(episodes: SeenEpisode[], options?: {
        timeZone?: string;
        zone?: Zone;
    }): (PartialDate | null)[];
    export function mergeHistory(entries: (Row & {
        origin: Origin;
    })[], rules?: MergeRules): MergedEntry[];
    export function ratingWord(value: number, scale: RatingScale): string | undefined;
    export function undoPlan(plan: Plan, ids?: {
        [place: number]: string;
    }): Change[];
    export function zoneOf(timeZone?: string): Zone;
}

declare module 'playtally/sync' {
    export { ScrobbleError, isScrobbleError } from './index.js';
    import type { Movie, Episode, Track, Show, Playtally, ScrobbleError, Status } from './index.js';
    export class HubSync {
        constructor(options?: HubSyncOptions);
        autoSyncEnabled: boolean;
        readonly state: Status;
        readonly errors: ScrobbleError[];
        on(name: 'state', listener: (state: Status) => void): () => void;
        performSync(): Promise<Synced>;
        triggerSyncIfNeeded(): Promise<Synced>;
        initializeSyncListeners(): () => void;
        markWatched(works: HubWork | HubWork[], options?: MarkOptions): Promise<{
            ids: string[];
            new: number;
            known: number;
        }>;
        unmark(ids: string | string[]): Promise<{
            removed: number;
        }>;
        rate(work: HubWork, points: number | undefined, options?: {
            outOf?: number;
            at?: Date | number;
        }): Promise<unknown>;
    }
    export interface HubSyncOptions {
        hub?: string;
        profile?: string;
        token?: string;
        driver?: Pick<Playtally, 'flush'>;
        autoSync?: boolean;
    }
    export type HubWork = Movie | Episode | Track | {
        kind: 'show';
    } & Show;
    export interface MarkOptions {
        at?: Date | number | 'released' | 'undated';
        on?: string;
        rewatch?: boolean;
        playId?: string;
    }
    export interface Synced {
        pulled: number;
        pushed: number;
    }
}

declare module 'playtally/sites' {
    import type { Media } from './index.js';
    export const sites: readonly Site[];
    export interface Site {
        id: string;
        name: string;
        match: string[];
        kind: 'video' | 'track' | 'any';
        checked: string;
        sources: string[];
    }
    export function findAd(site: Site, document: Document): boolean;
    export function findMedia(site: Site, document: Document, place?: string): Promise<Media | undefined>;
    export function findPlace(site: Site, document: Document, player?: HTMLMediaElement): string | undefined;
    export function findPlayer(site: Site, document: Document, now?: HTMLMediaElement): HTMLMediaElement | undefined;
    export function matches(pattern: string, address: string): boolean;
    export function missingParts(site: Site, document: Document): string[];
    export function siteOf(document: Document): Site;
}

declare module 'playtally/inline' {
    export * from 'playtally';
}

declare module 'playtally/core' {
    export * from 'playtally';
}

declare module 'playtally/full/inline' {
    export * from 'playtally/full';
}

declare module 'playtally/history/inline' {
    export * from 'playtally/history';
}
