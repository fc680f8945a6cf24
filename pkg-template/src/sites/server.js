// Jellyfin and Emby: two servers of one family, asked for the item by the page's own sign-in.

import { clean, episode, movie, track } from './texts.js';

/** Who is signed in at which server, as the page keeps it. */
export function signedIn(page, row) {
  try {
    const { Servers: servers } = JSON.parse(page.kept(row));
    // Emby keeps several people of a server; the first is the one signed in.
    const known = servers.map(one => ({ ...one, ...(one.AccessToken ? {} : one.Users?.[0]) }));
    const [server] = known.filter(one => one.AccessToken).sort((a, b) => (b.DateLastAccessed ?? 0) - (a.DateLastAccessed ?? 0));
    return server;
  } catch {
    return undefined;
  }
}

/** What this device plays, by the server's own list of sessions. */
export async function playing(page, { AccessToken: token, UserId: user }, device, scheme) {
  const address = path => new URL(path, new URL('..', page.location.href.split('#')[0])).href;
  const headers = scheme(token);
  const sessions = await page.json(address(`Sessions?deviceId=${encodeURIComponent(device)}`), headers);
  const item = sessions?.find(one => one.NowPlayingItem)?.NowPlayingItem;
  if (!item) return undefined;
  const full = await page.json(address(`Users/${user}/Items/${item.Id}`), headers);
  const found = full ?? item;
  const show = found.SeriesId && await page.json(address(`Users/${user}/Items/${found.SeriesId}`), headers);
  return mediaOf(found, show);
}

export function mediaOf(item, show) {
  switch (item.Type) {
    case 'Movie': return movie(item.Name, item.ProductionYear, idsOf(item));
    case 'Episode': return episode(item.SeriesName, { season: item.ParentIndexNumber, number: item.IndexNumber }, item.Name, {
      ids: idsOf(item), show: { ids: show && idsOf(show), year: show?.ProductionYear },
    });
    case 'Audio': return track(item.Artists?.[0] ?? item.AlbumArtist, item.Name, item.Album);
    default: return undefined;
  }
}

function idsOf({ ProviderIds: given = {} }) {
  const ids = Object.fromEntries(Object.entries(given).map(([name, id]) => [name.toLowerCase(), id]));
  const number = text => /^\d+$/.test(text ?? '') ? Number(text) : undefined;
  const found = clean({
    imdb: /^tt\d+$/.test(ids.imdb ?? '') ? ids.imdb : undefined,
    tmdb: number(ids.tmdb),
    tvdb: number(ids.tvdb),
    anilist: number(ids.anilist),
    mal: number(ids.myanimelist),
  });
  return Object.keys(found).length > 0 ? found : undefined;
}
