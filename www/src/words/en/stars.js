// Ratings in stars.

export default {
  label: ({ of }) => (of ? `Your rating of ${of}` : 'Your rating'),
  value: ({ stars, count }) => (count === 1 ? 'One star of five' : `${stars} stars of five`),
  none: 'Not rated',
};
