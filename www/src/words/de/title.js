// Was gespielt wird, in Worten.

export default {
  film: ({ year }) => (year ? `Film, ${year}` : 'Film'),
  series: 'Serie',
  untitled: 'Ohne Titel',
  search: 'Einen Film, eine Serie oder einen Anime suchen',
  find: 'Suchen',
  looking: 'Wird gesucht…',
  nothing: 'Nichts heißt so. Versuche es mit weniger Wörtern oder dem Originaltitel.',
  type_it: 'Gib einen Titel ein, um ihn zu suchen.',
  take: 'Das ist es',
  take_title: ({ title }) => `Das ist es: ${title}`,
  season: 'Staffel',
  episode: 'Folge',
  track_title: 'Titel',
  track_artist: 'Interpret',
  track_album: 'Album, falls es eins gibt',
  close: 'Schließen',
  cancel: 'Abbrechen',
};
