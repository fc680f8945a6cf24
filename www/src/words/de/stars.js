// Bewertungen in Sternen.

export default {
  label: ({ of }) => (of ? `Deine Bewertung von ${of}` : 'Deine Bewertung'),
  value: ({ stars, count }) => (count === 1 ? 'Ein Stern von fünf' : `${stars} Sterne von fünf`),
  none: 'Nicht bewertet',
};
