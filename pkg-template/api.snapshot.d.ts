// The public types, to be seen when they change; written by pkg-template/api.mjs.

declare module 'playtally' {
    export interface ConnectOptions {
        hub?: string;
        profile?: string;
        token?: string;
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

declare module 'playtally/inline' {
    export * from 'playtally';
}

declare module 'playtally/core' {
    export * from 'playtally';
}

declare module 'playtally/full/inline' {
    export * from 'playtally/full';
}
