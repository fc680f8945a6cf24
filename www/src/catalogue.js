// What can be played here: the files, and the items a file can be said to be.

const slowBoats = {
  title: 'Slow Boats',
  year: 2026,
  ids: { imdb: 'tt99000010', tmdb: 99000010, tvdb: 99000010 },
};

const episode = (number, title) => ({ kind: 'episode', show: slowBoats, season: 1, number, title, ids: {} });

export const ITEMS = [
  {
    id: 'lake',
    file: 'media/lake.webm',
    media: {
      kind: 'movie',
      title: 'The Long Way Round the Lake',
      year: 2026,
      ids: { imdb: 'tt99000001', tmdb: 99000001 },
    },
  },
  { id: 'locks', file: 'media/locks.webm', media: episode(1, 'Locks'), next: 'tides' },
  { id: 'tides', file: 'media/tides.webm', media: episode(2, 'Tides') },
  {
    id: 'harbour',
    file: 'media/harbour.webm',
    media: {
      kind: 'track',
      title: 'Harbour at Six',
      artist: 'The Demo Ensemble',
      album: 'Tidewater',
      ids: {},
    },
  },
];

export const itemById = (id) => ITEMS.find((item) => item.id === id);

export const isMusic = (media) => media.kind === 'track';

// The items a file of this sort can be: a video is a film or an episode, sound is a track.
export const choicesFor = (item) => ITEMS.filter((other) => isMusic(other.media) === isMusic(item.media));
