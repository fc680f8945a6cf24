// Which site a page is of, and what is read from it.

import { appleMusic } from './apple-music.js';
import { appleTv } from './apple-tv.js';
import { bandcamp } from './bandcamp.js';
import { crunchyroll } from './crunchyroll.js';
import { deezer } from './deezer.js';
import { disneyPlus } from './disney-plus.js';
import { emby } from './emby.js';
import { generic } from './generic.js';
import { hidive } from './hidive.js';
import { hulu } from './hulu.js';
import { internetArchive } from './internet-archive.js';
import { jellyfin } from './jellyfin.js';
import { kodi } from './kodi.js';
import { max } from './max.js';
import { mixcloud } from './mixcloud.js';
import { netflix } from './netflix.js';
import { paramountPlus } from './paramount-plus.js';
import { peacock } from './peacock.js';
import { plex } from './plex.js';
import { primeVideo } from './prime-video.js';
import { soundcloud } from './soundcloud.js';
import { spotify } from './spotify.js';
import { stremio } from './stremio.js';
import { tidal } from './tidal.js';
import { twitch } from './twitch.js';
import { vimeo } from './vimeo.js';
import { youtube } from './youtube.js';
import { youtubeMusic } from './youtube-music.js';
import { Page } from './page.js';
import { isAd, playerOf } from './player.js';

/** All sites; the last takes any page. */
export const sites = [
  youtube, youtubeMusic, netflix, primeVideo, disneyPlus, max, hulu, appleTv, paramountPlus, peacock,
  crunchyroll, hidive, twitch, vimeo, internetArchive, spotify, soundcloud, bandcamp, deezer, tidal, appleMusic,
  mixcloud, stremio, plex, jellyfin, emby, kodi, generic,
];

/** The site of a document. */
export function siteOf(document) {
  const { href } = document.location;
  const page = new Page(document);
  return sites.find(site => site.match.some(pattern => matches(pattern, href))
    && !site.except?.some(pattern => matches(pattern, href)) || site.is?.(page)) ?? generic;
}

/** The media element, or what stands for it, that plays what the page is about; `now` is the one it was. */
export const findPlayer = (site, document, now) => playerOf(site, new Page(document), now);

/** Whether an advertisement runs. */
export const findAd = (site, document) => isAd(site, new Page(document));

/** What names the item in the page's own terms, where the page has such a name. */
export const findPlace = (site, document, player) => site.place?.(new Page(document), player);

/** The item, as far as the page says. */
export const findMedia = async (site, document, place) => site.read(new Page(document), place);

/** The names of the parts that should be there while something plays, and are not. */
export function missingParts(site, document) {
  const page = new Page(document);
  return Object.keys(site.parts).filter(name => !page.one(site.parts[name]));
}

/** Whether an address is one that a pattern of userscripts and extensions names. */
export function matches(pattern, address) {
  const [, scheme, host, path] = /^(\*|https?):\/\/([^/]+)(\/.*)$/.exec(pattern);
  const { protocol, hostname, pathname, search } = new URL(address);
  if (scheme === '*' ? !/^https?:$/.test(protocol) : `${scheme}:` !== protocol) return false;
  const fits = host.startsWith('*.') ? `.${hostname}`.endsWith(host.slice(1)) : hostname === host;
  const parts = path.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return fits && new RegExp(`^${parts.join('.*')}$`).test(pathname + search);
}
