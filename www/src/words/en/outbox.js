// Where plays go.

const CALLS = { all: 'calls', reads: 'reads', writes: 'writes' };

function period(seconds) {
  const named = { 1: 'this second', 60: 'this minute', 3600: 'this hour', 86400: 'today' }[seconds];
  return named ?? (seconds % 60 === 0 ? `within ${seconds / 60} minutes` : `within ${seconds} seconds`);
}

export default {
  again: 'Try again',
  offline: 'You are offline. This is how it stood last.',
  nothing: 'Nothing is on its way',
  nothing_hint: 'Every play shows up here with a mark for each service it reached: that it arrived, that it waits and why, or what you can do about it.',
  nothing_nowhere: 'Plays go to the services you connect. Here you will see that each arrived, that it waits and why, or what you can do about it.',
  connect: 'Connect a service',
  play: 'Play something',
  filter: 'Show',
  all: 'All',
  part_trouble: 'Need you',
  part_moving: 'On their way',
  part_arrived: 'Arrived',
  service: 'Service',
  every_service: 'Every service',
  shown: ({ count, written }) => (count === 1 ? 'One play is shown.' : `${written} plays are shown.`),
  none_such: 'There is nothing like that.',
  show_all: 'Show all',
  more: 'Show more plays',
  retry_all: ({ written }) => `Try all ${written} again`,
  all_retried: ({ written }) => `${written} are tried again now.`,

  is_done: 'Arrived',
  is_done_stored: 'Stored',
  is_done_already_there: 'Was there already',
  is_dead: 'Not delivered',
  is_signed_out: 'Waits until you sign in again',
  is_sending: 'Being sent',
  is_checking: 'No clear answer; it is looked up whether it arrived',
  is_live: 'Counted; it is sent when the play ends',
  is_waiting: 'Waiting',
  until: ({ time }) => `until ${time}`,
  at: ({ time }) => `at ${time}`,
  in: ({ left }) => `(${left})`,
  in_a_moment: '– any moment now',
  waits_for_quota: ({ name }) => `${name} takes no more for now; it goes on by itself.`,
  attempts: ({ count }) => `Tried ${count} times so far.`,

  sign_in: 'Sign in again',
  correct: 'Correct the title',
  retry: 'Try again',
  try_now: 'Try now',
  drop: 'Drop it',
  drop_title: 'Drop this play?',
  drop_text: ({ title, name }) => `${title} will not be sent to ${name}. It stays in your history.`,
  what_was_it: ({ title }) => `What was “${title}”?`,
  corrected: ({ service }) => `It goes to ${service} under its right title.`,

  quotas: 'What each service still takes',
  left: ({ left, of, calls, seconds }) => `${left} of ${of} ${CALLS[calls]} left ${period(seconds)}`,
  resets: ({ time }) => `(more at ${time})`,
  shared: 'Everybody at this hub shares it.',
};
