// Titles as sites write them, read into what they name.

const PLACES = [
  /(?:\b|^)(?:S|T|St|Season|Staffel|Saison|Temporada|Stagione|Sesong)\.?\s*(\d{1,3})\s*[:,.·•–—-]?\s*(?:E|F|Ep|Afl|Episode|Folge|Épisode|Episodio|Avsnitt)\.?\s*(\d{1,4})\b/i,
  /\b(\d{1,2})[x×](\d{1,3})\b/,
];
const found = text => PLACES.map(pattern => pattern.exec(text ?? '')).find(Boolean);

/** Season and number of `S1:E2`, `T1 Ep.2`, `Season 1, Episode 2`, `1×02`. */
export function placeIn(text) {
  const place = found(text);
  return place ? { season: Number(place[1]), number: Number(place[2]) } : undefined;
}

/** What stands before and after season and episode. */
export function aroundPlace(text) {
  const place = found(text);
  const bare = part => part.replace(/^[\s:,.·•|–—-]+|[\s:,.·•|–—-]+$/g, '') || undefined;
  return place
    ? { before: bare(text.slice(0, place.index)), after: bare(text.slice(place.index + place[0].length)) }
    : { before: text || undefined };
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
