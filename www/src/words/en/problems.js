// What went wrong, by the hub's codes; others are said in the hub's own words.

export default {
  unreachable: 'The hub cannot be reached.',
  unreadable: 'The hub gave an answer that cannot be read.',
  unknown: ({ status }) => `The hub answered with ${status}.`,
};
