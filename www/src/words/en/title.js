// What is played, in words.

export default {
  film: ({ year }) => (year ? `Film, ${year}` : 'Film'),
  series: 'series',
  untitled: 'Without a title',
  search: 'Search for a film, a series or an anime',
  find: 'Search',
  looking: 'Looking it up…',
  nothing: 'Nothing is called so. Try fewer words, or the original title.',
  type_it: 'Type a title to look it up.',
  take: 'It is this',
  take_title: ({ title }) => `It is this: ${title}`,
  season: 'Season',
  episode: 'Episode',
  track_title: 'Title',
  track_artist: 'Artist',
  track_album: 'Album, if it has one',
  close: 'Close',
  cancel: 'Cancel',
};
