// The few works of the rounds, by name; and what is said of which.

const film = (title, year, imdb, tmdb) => ({ kind: 'movie', title, year, ids: { imdb, tmdb } });
const show = (title, year, imdb, tmdb) => ({ kind: 'show', title, year, ids: { imdb, tmdb } });
const anime = (title, id) => ({ kind: 'show', title, ids: { anilist: id, mal: id } });
const song = (title, mbid) => ({ kind: 'track', title, artist: 'The Demo Ensemble', album: 'Tidewater', ids: mbid ? { mbid } : {} });

const breaking = show('Breaking Bad', 2008, 'tt0903747', 1396);
const part = (number) => {
  const { title, year, ids } = breaking;
  return { kind: 'episode', show: { title, year, ids }, season: 1, number, ids: {} };
};

const ALL = [
  film('The Long Way Round the Lake', 2026, 'tt99000001', 99000001),
  film('Inception', 2010, 'tt1375666', 27205),
  film('The Matrix', 1999, 'tt0133093', 603),
  film('Guardians of the Galaxy', 2014, 'tt2015381', 118340),
  breaking, part(1), part(2),
  show('Game of Thrones', 2011, 'tt0944947', 1399),
  song('Harbour at Six', '00000000-0000-4000-8000-00000000a001'),
  song('Pier Song', '00000000-0000-4000-8000-00000000a002'),
  // MusicBrainz does not know it, so ListenBrainz cannot be told that it is loved.
  song('Low Tide'),
  anime('Paper Lanterns', 990020),
  anime('Lanterns in the Fog', 990024),
];

/** What everybody calls a work, however they describe it. */
export function nameOf({ kind, title, show: of, season, number, ids }) {
  if (kind === 'episode') return `${of.title} ${season}x${number}`;
  const id = kind === 'show' && (ids.anilist ?? ids.mal);
  return (id && ALL.find((work) => work.ids.anilist === id)?.title) || title;
}

const byName = new Map(ALL.map((work) => [nameOf(work), work]));
export const workOf = (name) => byName.get(name);

const names = (fits) => [...byName.keys()].filter((name) => fits(byName.get(name)));
export const FILMS = ['The Long Way Round the Lake', 'Inception'];
export const VIDEOS = [...FILMS, 'Breaking Bad 1x1', 'Breaking Bad 1x2'];
export const SONGS = names(({ kind }) => kind === 'track');
export const ANIME = names(({ ids }) => ids.anilist !== undefined);
export const RATED = names(({ kind, ids }) => kind === 'movie' || (kind === 'show' && ids.anilist === undefined));
// One of them is played, too.
export const WISHED = ['Inception', 'The Matrix', 'Guardians of the Galaxy', 'Game of Thrones'];
