// The items the services know, with each service's ids. A service knows an item only if it has its own id for it.

export const schema = `
  CREATE TABLE IF NOT EXISTS catalogue(place INTEGER PRIMARY KEY, item TEXT);
`;

const episode = (season, number, title, ids, runtime) => ({ season, number, title, runtime, ids });

const ITEMS = [
  {
    type: 'movie', title: 'The Long Way Round the Lake', year: 2026, runtime: 3,
    ids: { trakt: 990001, slug: 'the-long-way-round-the-lake-2026', imdb: 'tt99000001', tmdb: 99000001, simkl: 9900001 },
  },
  {
    type: 'movie', title: 'Inception', year: 2010, runtime: 148,
    ids: { trakt: 16662, slug: 'inception-2010', imdb: 'tt1375666', tmdb: 27205, simkl: 472214 },
  },
  {
    type: 'movie', title: 'The Matrix', year: 1999, runtime: 136,
    ids: { trakt: 481, slug: 'the-matrix-1999', imdb: 'tt0133093', tmdb: 603, simkl: 53992 },
  },
  {
    type: 'movie', title: 'Guardians of the Galaxy', year: 2014, runtime: 121,
    ids: { trakt: 28, slug: 'guardians-of-the-galaxy-2014', imdb: 'tt2015381', tmdb: 118340, simkl: 212566 },
  },
  {
    type: 'movie', title: 'Batman Begins', year: 2005, runtime: 140,
    ids: { trakt: 1, slug: 'batman-begins-2005', imdb: 'tt0372784', tmdb: 272 },
  },
  {
    type: 'movie', title: 'Maleficent', year: 2014, runtime: 100,
    ids: { imdb: 'tt1587310', tmdb: 102651, simkl: 195258 },
  },
  {
    type: 'show', title: 'Slow Boats', year: 2026, runtime: 3,
    ids: { trakt: 990010, slug: 'slow-boats', imdb: 'tt99000010', tmdb: 99000010, tvdb: 99000010, simkl: 9900010 },
    episodes: [
      episode(0, 1, 'Before the Boats', { trakt: 990013, imdb: 'tt99000013', tmdb: 99000013, tvdb: 99000013 }),
      episode(1, 1, 'Locks', { trakt: 990011, imdb: 'tt99000011', tmdb: 99000011, tvdb: 99000011 }),
      episode(1, 2, 'Tides', { trakt: 990012, imdb: 'tt99000012', tmdb: 99000012, tvdb: 99000012 }),
    ],
  },
  {
    type: 'show', title: 'Breaking Bad', year: 2008, runtime: 47,
    ids: { trakt: 1, slug: 'breaking-bad', imdb: 'tt0903747', tmdb: 1396, tvdb: 81189, simkl: 11121 },
    episodes: [
      episode(1, 1, 'Pilot', { trakt: 16, imdb: 'tt0959621', tmdb: 62085, tvdb: 349232 }, 58),
      episode(1, 2, "Cat's in the Bag...", { trakt: 17, imdb: 'tt1054724', tmdb: 62086 }, 48),
      episode(1, 3, "...And the Bag's in the River", { trakt: 18, imdb: 'tt1054725', tmdb: 62087 }, 48),
      episode(1, 4, 'Cancer Man', { trakt: 19, imdb: 'tt1054726', tmdb: 62088 }, 48),
      episode(1, 5, 'Gray Matter', { trakt: 20, imdb: 'tt1054727', tmdb: 62089 }, 48),
      episode(1, 6, "Crazy Handful of Nothin'", { trakt: 21, imdb: 'tt1054728', tmdb: 62090 }, 48),
      episode(1, 7, 'A No-Rough-Stuff-Type Deal', { trakt: 22, imdb: 'tt1054729', tmdb: 62091 }, 48),
    ],
  },
];

export function seed(box) {
  for (const item of ITEMS) add(box, item);
}

export function add(box, item) {
  box.run('INSERT INTO catalogue(item) VALUES (?)', JSON.stringify(item));
}

export function list(box, type, service) {
  return box.rows('SELECT item FROM catalogue ORDER BY place')
    .map(({ item }) => JSON.parse(item))
    .filter((item) => (!type || item.type === type) && (!service || item.ids[service] !== undefined));
}

const plain = (title) => String(title).trim().toLowerCase();

// Title and year, else the title alone.
export function byTitle(items, { title, year }) {
  if (!title) return undefined;
  const named = items.filter((item) => plain(item.title) === plain(title));
  return year ? named.find((item) => item.year === Number(year)) : named[0];
}
