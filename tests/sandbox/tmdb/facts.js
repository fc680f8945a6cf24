// What TMDB tells beyond the catalogue: words, genres, votes, pictures, collections, and the people of a title.

export const GENRES = {
  12: 'Adventure', 14: 'Fantasy', 16: 'Animation', 18: 'Drama', 27: 'Horror', 28: 'Action', 35: 'Comedy', 53: 'Thriller',
  80: 'Crime', 878: 'Science Fiction', 9648: 'Mystery', 10759: 'Action & Adventure', 10765: 'Sci-Fi & Fantasy',
};

// `cast` is [person, character], `crew` is [person, department, job]; `de` is the German translation, where there is one.
export const FACTS = {
  'movie 99000001': {
    overview: 'Two sisters row the wrong way round a lake and find that it has more than one shore.', tagline: 'It takes three minutes.',
    genres: [12, 18], popularity: 12.4, votes: [7.2, 41], poster: '/lake-poster.png', backdrop: '/lake-backdrop.png', collection: 99000801,
    cast: [[99000501, 'Ida'], [99000502, 'Runa']], crew: [[99000503, 'Directing', 'Director'], [99000503, 'Writing', 'Writer']],
    de: { title: 'Der lange Weg um den See', overview: 'Zwei Schwestern rudern falsch herum um einen See.' },
    alternative: ['Around the Lake'],
  },
  'movie 27205': {
    overview: 'A thief who steals from dreams is asked to leave something behind in one.', tagline: 'Your mind is the scene of the crime.',
    genres: [28, 878, 12], popularity: 83.9, votes: [8.4, 35000], poster: '/inception-poster.png', backdrop: '/inception-backdrop.png',
    cast: [[6193, 'Cobb'], [24045, 'Arthur']], crew: [[525, 'Directing', 'Director'], [525, 'Writing', 'Writer']],
  },
  'movie 603': {
    overview: 'A programmer learns what the world around him is made of.', genres: [28, 878], popularity: 79.1, votes: [8.2, 24000],
    poster: '/matrix-poster.png', collection: 2344,
  },
  'movie 118340': { overview: 'A band of outlaws guards what nobody else would.', genres: [28, 878, 12], popularity: 45.6, votes: [7.9, 26000] },
  'movie 272': { overview: 'A young heir comes home to a city in fear.', genres: [28, 80, 18], popularity: 41.2, votes: [7.7, 19000] },
  'movie 102651': { overview: 'A fairy tale from the side of the one who cursed.', genres: [14, 12, 28], popularity: 38.8, votes: [7.1, 12000] },
  'movie 550': {
    overview: 'An office worker who cannot sleep starts a club with a soap maker.', tagline: 'Mischief. Mayhem. Soap.',
    genres: [18, 53], popularity: 73.4, votes: [8.4, 26279], poster: '/fight-club-poster.png',
    cast: [[819, 'Narrator'], [287, 'Tyler Durden']], crew: [[376, 'Production', 'Executive Producer']],
  },
  'movie 11': { overview: 'A farm boy leaves for the stars.', genres: [12, 28, 878], popularity: 75.9, votes: [8.2, 21522], collection: 10 },
  'movie 1091': { overview: 'Something under the ice can look like anybody.', genres: [27, 9648, 878], popularity: 36.5, votes: [8.1, 6700] },
  'movie 60935': { overview: 'The Norwegian station, before the fire.', genres: [27, 878, 9648], popularity: 34.1, votes: [6.3, 3100] },
  'tv 99000010': {
    overview: 'Lock keepers between two tides.', tagline: 'No hurry.', genres: [18, 35], popularity: 9.7, votes: [7.5, 12],
    poster: '/boats-poster.png', backdrop: '/boats-backdrop.png', status: 'Returning Series',
    cast: [[99000501, 'Keeper'], [99000502, 'Ferryman']], crew: [[99000503, 'Production', 'Executive Producer']],
    de: { title: 'Langsame Boote', overview: '' },
  },
  'tv 99000020': { overview: 'A harbour, six nights.', genres: [80], popularity: 4.2, votes: [6.8, 9], status: 'Ended' },
  'tv 1396': {
    overview: 'A chemistry teacher starts to cook.', genres: [18, 80], popularity: 298.9, votes: [8.9, 11536], poster: '/breaking-bad-poster.png', status: 'Ended',
  },
  'tv 1399': {
    overview: 'Noble houses fight over one throne.', tagline: 'Winter Is Coming', genres: [10765, 18], popularity: 639.9, votes: [8.4, 22526], status: 'Ended',
  },
  'tv 1429': {
    overview: 'Behind the walls, people wait for what is outside.', genres: [16, 10765, 10759], popularity: 120.3, votes: [8.7, 6300],
    language: 'ja', original: '進撃の巨人', status: 'Ended', alternative: ['Shingeki no Kyojin'],
  },
  'tv 100565': {
    overview: 'A war without casualties, it is said.', genres: [16, 10759], popularity: 40.2, votes: [8, 420],
    language: 'ja', original: '86―エイティシックス―', status: 'Ended',
  },
  'tv 99000030': {
    overview: 'A town under a sky full of toys.', genres: [16, 35], popularity: 8.1, votes: [7.7, 31], language: 'ja', original: 'ブリキの凧', status: 'Ended',
  },
  'movie 99000031': {
    overview: 'Higher.', genres: [16], popularity: 3.2, votes: [7.1, 8], language: 'ja', original: 'ブリキの凧 雲の上',
  },
  'tv 37854': {
    overview: 'A boy of rubber looks for a treasure.', genres: [16, 10759, 35], popularity: 210.5, votes: [8.7, 4600],
    language: 'ja', original: 'ワンピース', status: 'Returning Series',
  },
};

const person = (id, name, more = {}) => ({ id, name, gender: 0, department: 'Acting', popularity: 1, imdb: null, profile: null, ...more });

export const PEOPLE = [
  person(99000501, 'Mara Lindqvist', {
    gender: 1, birthday: '1991-02-03', place: 'Lund, Sweden', imdb: 'nm99000501', profile: '/mara-profile.png', popularity: 6.1, biography: 'Rows.',
  }),
  person(99000502, 'Jon Ekdal', { gender: 2, popularity: 3.4 }),
  person(99000503, 'Tove Sandberg', { gender: 1, department: 'Directing', popularity: 2.9 }),
  person(6193, 'Leonardo DiCaprio', { gender: 2, birthday: '1974-11-11', imdb: 'nm0000138', popularity: 47.4 }),
  person(24045, 'Joseph Gordon-Levitt', { gender: 2, birthday: '1981-02-17', imdb: 'nm0330687', popularity: 25.1 }),
  person(525, 'Christopher Nolan', { gender: 2, birthday: '1970-07-30', imdb: 'nm0634240', department: 'Directing', popularity: 30.2 }),
  person(819, 'Edward Norton', { gender: 2, birthday: '1969-08-18', imdb: 'nm0001570', popularity: 19.6 }),
  person(287, 'Brad Pitt', { gender: 2, birthday: '1963-12-18', place: 'Shawnee, Oklahoma, USA', imdb: 'nm0000093', popularity: 42.4 }),
  person(376, 'Arnon Milchan', { gender: 2, department: 'Production', popularity: 4.7 }),
];

export const COLLECTIONS = [
  { id: 99000801, name: 'The Lake Collection', overview: 'All shores of it.' },
  { id: 2344, name: 'The Matrix Collection', overview: '' },
  { id: 10, name: 'Star Wars Collection', overview: 'A long time ago.' },
];
