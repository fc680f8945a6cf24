// Films and shows of the catalogue: the sandbox's own, and known ones under their real ids where a sheet names them.
// `released` is a film's day; a show's episodes have days of their own, and a show without any has not begun.

const episode = (season, number, title, ids, runtime, aired) => ({ season, number, title, runtime, aired, ids });

const WEEK = 7 * 86_400_000;

// Episodes one a week, as services name what has no name; each kind of id counts on from `id`.
function weekly(season, numbers, from, id) {
  return numbers.map((number, i) => episode(season, number, `Episode ${number}`, { trakt: id + i, tmdb: id + i, tvdb: id + i }, 24,
    new Date(Date.parse(from) + i * WEEK).toISOString().slice(0, 10)));
}

const upTo = (last, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

export const ITEMS = [
  {
    type: 'movie', title: 'The Long Way Round the Lake', year: 2026, released: '2026-03-06', runtime: 3,
    ids: { trakt: 990001, slug: 'the-long-way-round-the-lake-2026', imdb: 'tt99000001', tmdb: 99000001, simkl: 9900001 },
  },
  {
    type: 'movie', title: 'Inception', year: 2010, released: '2010-07-15', runtime: 148,
    ids: { trakt: 16662, slug: 'inception-2010', imdb: 'tt1375666', tmdb: 27205, simkl: 472214 },
  },
  {
    type: 'movie', title: 'The Matrix', year: 1999, released: '1999-03-31', runtime: 136,
    ids: { trakt: 481, slug: 'the-matrix-1999', imdb: 'tt0133093', tmdb: 603, simkl: 53992 },
  },
  {
    type: 'movie', title: 'Guardians of the Galaxy', year: 2014, released: '2014-07-30', runtime: 121,
    ids: { trakt: 28, slug: 'guardians-of-the-galaxy-2014', imdb: 'tt2015381', tmdb: 118340, simkl: 212566 },
  },
  {
    type: 'movie', title: 'Batman Begins', year: 2005, released: '2005-06-10', runtime: 140,
    ids: { trakt: 1, slug: 'batman-begins-2005', imdb: 'tt0372784', tmdb: 272 },
  },
  {
    type: 'movie', title: 'Maleficent', year: 2014, released: '2014-05-28', runtime: 100,
    ids: { imdb: 'tt1587310', tmdb: 102651, simkl: 195258 },
  },
  {
    type: 'movie', title: 'Fight Club', year: 1999, released: '1999-10-15', runtime: 139,
    ids: { trakt: 432, slug: 'fight-club-1999', imdb: 'tt0137523', tmdb: 550 },
  },
  {
    type: 'movie', title: 'Star Wars', year: 1977, released: '1977-05-25', runtime: 121,
    ids: { trakt: 7, slug: 'star-wars-1977', imdb: 'tt0076759', tmdb: 11 },
  },
  // Two films of one name, told apart by their years.
  {
    type: 'movie', title: 'The Thing', year: 1982, released: '1982-06-25', runtime: 109,
    ids: { trakt: 793, slug: 'the-thing-1982', imdb: 'tt0084787', tmdb: 1091 },
  },
  {
    type: 'movie', title: 'The Thing', year: 2011, released: '2011-10-12', runtime: 103,
    ids: { trakt: 43456, slug: 'the-thing-2011', imdb: 'tt0905372', tmdb: 60935 },
  },
  // TMDB alone knows it, and little of it: no day, no length.
  { type: 'movie', title: 'The Lake in Winter', ids: { tmdb: 99000002 } },
  {
    type: 'show', title: 'Slow Boats', year: 2026, runtime: 3,
    ids: { trakt: 990010, slug: 'slow-boats', imdb: 'tt99000010', tmdb: 99000010, tvdb: 99000010, simkl: 9900010 },
    episodes: [
      episode(0, 1, 'Before the Boats', { trakt: 990013, imdb: 'tt99000013', tmdb: 99000013, tvdb: 99000013 }, 3, '2026-01-01'),
      episode(1, 1, 'Locks', { trakt: 990011, imdb: 'tt99000011', tmdb: 99000011, tvdb: 99000011 }, 3, '2026-01-04'),
      episode(1, 2, 'Tides', { trakt: 990012, imdb: 'tt99000012', tmdb: 99000012, tvdb: 99000012 }, 3, '2026-01-11'),
    ],
  },
  {
    type: 'show', title: 'Breaking Bad', year: 2008, runtime: 47,
    ids: { trakt: 1, slug: 'breaking-bad', imdb: 'tt0903747', tmdb: 1396, tvdb: 81189, simkl: 11121 },
    episodes: [
      episode(1, 1, 'Pilot', { trakt: 16, imdb: 'tt0959621', tmdb: 62085, tvdb: 349232 }, 58, '2008-01-20'),
      episode(1, 2, "Cat's in the Bag...", { trakt: 17, imdb: 'tt1054724', tmdb: 62086 }, 48, '2008-01-27'),
      episode(1, 3, "...And the Bag's in the River", { trakt: 18, imdb: 'tt1054725', tmdb: 62087 }, 48, '2008-02-10'),
      episode(1, 4, 'Cancer Man', { trakt: 19, imdb: 'tt1054726', tmdb: 62088 }, 48, '2008-02-17'),
      episode(1, 5, 'Gray Matter', { trakt: 20, imdb: 'tt1054727', tmdb: 62089 }, 48, '2008-02-24'),
      episode(1, 6, "Crazy Handful of Nothin'", { trakt: 21, imdb: 'tt1054728', tmdb: 62090 }, 48, '2008-03-02'),
      episode(1, 7, 'A No-Rough-Stuff-Type Deal', { trakt: 22, imdb: 'tt1054729', tmdb: 62091 }, 48, '2008-03-09'),
    ],
  },
  {
    type: 'show', title: 'Harbour Lights', year: 2024, runtime: 42,
    // TVDB counts shows and episodes apart: this is also the number of an episode of Slow Boats.
    ids: { trakt: 990020, slug: 'harbour-lights', imdb: 'tt99000020', tmdb: 99000020, tvdb: 99000012 },
    episodes: weekly(1, upTo(6), '2024-09-02', 99_000_200),
  },
  {
    type: 'show', title: 'Game of Thrones', year: 2011, runtime: 57,
    ids: { trakt: 1390, slug: 'game-of-thrones', imdb: 'tt0944947', tmdb: 1399, tvdb: 121361, simkl: 17465 },
    episodes: [
      episode(1, 1, 'Winter Is Coming', { trakt: 73640, imdb: 'tt1480055', tmdb: 63056, tvdb: 3254641 }, 62, '2011-04-17'),
      episode(1, 2, 'The Kingsroad', { trakt: 73641, imdb: 'tt1668746', tmdb: 63057, tvdb: 3436411 }, 56, '2011-04-24'),
      episode(8, 6, 'The Iron Throne', { trakt: 3453048, imdb: 'tt6027920', tmdb: 1551830, tvdb: 7121404 }, 80, '2019-05-19'),
    ],
  },
  // Anime under the seasons of TMDB; `anime.js` has the entries AniList and MyAnimeList make of them.
  {
    type: 'show', title: 'Attack on Titan', year: 2013, runtime: 24,
    ids: { trakt: 1420, slug: 'attack-on-titan', imdb: 'tt2560140', tmdb: 1429, tvdb: 267440 },
    episodes: [
      ...weekly(1, upTo(25), '2013-04-07', 99_101_000),
      ...weekly(2, upTo(12), '2017-04-01', 99_102_000),
      ...weekly(3, upTo(22), '2018-07-23', 99_103_000),
      ...weekly(4, upTo(28), '2020-12-07', 99_104_000),
      episode(0, 36, 'The Final Chapters: Special 1', { trakt: 99_105_036, tmdb: 99_105_036 }, 61, '2023-03-04'),
      episode(0, 37, 'The Final Chapters: Special 2', { trakt: 99_105_037, tmdb: 99_105_037 }, 85, '2023-11-05'),
    ],
  },
  {
    type: 'show', title: '86 EIGHTY-SIX', year: 2021, runtime: 24,
    ids: { trakt: 163435, slug: '86-eighty-six', tmdb: 100565, tvdb: 378609 },
    episodes: weekly(1, upTo(23), '2021-04-11', 99_110_000),
  },
  {
    type: 'show', title: 'Tin Kites', year: 2023, runtime: 24,
    ids: { trakt: 990030, slug: 'tin-kites', imdb: 'tt99000030', tmdb: 99000030, tvdb: 99000030, simkl: 9900030 },
    episodes: [
      ...weekly(1, upTo(12), '2023-01-08', 99_131_000),
      ...weekly(2, upTo(12), '2024-01-07', 99_132_000),
      ...weekly(3, upTo(12), '2025-01-05', 99_133_000),
      ...weekly(3, upTo(22, 13), '2025-07-06', 99_133_100),
    ],
  },
  {
    type: 'movie', title: 'Tin Kites: Above All Clouds', year: 2024, released: '2024-08-02', runtime: 98,
    ids: { trakt: 990031, slug: 'tin-kites-above-all-clouds-2024', imdb: 'tt99000031', tmdb: 99000031, simkl: 9900031 },
  },
  // Its second season goes on counting where the first ended.
  {
    type: 'show', title: 'One Piece', year: 1999, runtime: 24,
    ids: { trakt: 37696, slug: 'one-piece', imdb: 'tt0388629', tmdb: 37854, tvdb: 81797 },
    episodes: [...weekly(1, upTo(61), '1999-10-20', 99_121_000), ...weekly(2, upTo(77, 62), '2001-03-21', 99_122_000)],
  },
];
