// Titles as sites write them, read into what they name.

/** Season and number of `S1:E2`, `T1 Ep.2`, `Season 1, Episode 2`, `1×02`. */
export function placeIn(text) {
  const found = /(?:\b|^)(?:S|T|St|Season|Staffel|Saison|Temporada|Stagione|Sesong)\.?\s*(\d{1,3})\s*[:,.·•–—-]?\s*(?:E|F|Ep|Afl|Episode|Folge|Épisode|Episodio|Avsnitt)\.?\s*(\d{1,4})\b/i.exec(text ?? '')
    ?? /\b(\d{1,2})[x×](\d{1,3})\b/.exec(text ?? '');
  return found ? { season: Number(found[1]), number: Number(found[2]) } : undefined;
}

/** An episode, where show and place are known. */
export function episode(show, place, title, more = {}) {
  if (!show || place?.season === undefined || place.number === undefined) return undefined;
  const { ids, year } = more.show ?? {};
  return clean({
    kind: 'episode',
    show: clean({ title: show, year, ids }),
    season: place.season,
    number: place.number,
    title,
    ids: more.ids,
  });
}

export function movie(title, year, ids) {
  return title ? clean({ kind: 'movie', title, year: wholeYear(year), ids }) : undefined;
}

export function track(artist, title, album) {
  return artist && title ? clean({ kind: 'track', title, artist, album }) : undefined;
}

/** `Artist – Title (Official Video)` as people name their videos. */
export function trackOf(text, channel) {
  const bare = text?.replace(/\s*[([](?:official|offizielles|lyrics?|audio|video|visuali[sz]er|hd|hq|4k|mv|m\/v)[^)\]]*[)\]]/gi, '').trim();
  const [, artist, title] = /^(.+?)\s+[-–—]\s+(.+)$/.exec(bare ?? '') ?? [];
  if (artist) return track(artist, title);
  // Channels that the site itself makes for artists.
  const own = / - Topic$/.test(channel ?? '') ? channel.replace(/ - Topic$/, '') : undefined;
  return track(own, bare);
}

/** `Name (2026)` into both. */
export function titleAndYear(text) {
  const [, title, year] = /^(.*?)\s*\((\d{4})\)\s*$/.exec(text ?? '') ?? [];
  return title ? { title, year: Number(year) } : { title: text };
}

/** What is undefined is left out. */
export function clean(item) {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

function wholeYear(year) {
  const number = Number(year);
  return number > 1870 && number < 2200 ? number : undefined;
}
