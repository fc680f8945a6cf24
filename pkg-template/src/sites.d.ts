/// <reference lib="dom" />
// The types of `playtally/sites`, by hand.

import type { Media } from './index.js';

/** What is known of a site. */
export interface Site {
  /** Stable. */
  id: string;
  name: string;
  /** Its addresses, as userscripts and extensions name them; none where it stands anywhere. */
  match: string[];
  /** What it plays. */
  kind: 'video' | 'track' | 'any';
  /** When what is known of it was last compared with its sources. */
  checked: string;
  /** Where that is to be read. */
  sources: string[];
}

/** All sites; the last takes any page, by what pages say to everybody. */
export const sites: readonly Site[];

/** The site of a document. */
export function siteOf(document: Document): Site;

/**
 * What plays what the page is about: a media element, or what stands for one where a page keeps its
 * own out of reach; nothing while that is on another device. To be asked for again twice a second; `now` is
 * the one it was.
 */
export function findPlayer(site: Site, document: Document, now?: HTMLMediaElement): HTMLMediaElement | undefined;

/** Whether an advertisement runs. */
export function findAd(site: Site, document: Document): boolean;

/** What names the item in the page's own terms, where the page has such a name. */
export function findPlace(site: Site, document: Document, player?: HTMLMediaElement): string | undefined;

/** The item, as far as the page says; `place` is what `findPlace` gave. */
export function findMedia(site: Site, document: Document, place?: string): Promise<Media | undefined>;

/** The names of the parts that should be there while something plays, and are not. */
export function missingParts(site: Site, document: Document): string[];

/** Whether an address is one that a pattern of userscripts and extensions names. */
export function matches(pattern: string, address: string): boolean;
