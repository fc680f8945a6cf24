// Around every picture of numbers.

export default {
  png: ({ title }) => `${title}: save as a PNG picture`,
  svg: ({ title }) => `${title}: save as an SVG picture`,
  table: 'As a table',
  not_saved: ({ why }) => `The picture could not be saved: ${why}`,
};
