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
  attempts: ({ count }) => `Tried ${count} times so far.`,

  why_bad_input: ({ name }) => `${name} did not understand what was sent. Trying again may help once playtally is newer.`,
  why_no_answer: ({ name }) => `${name} gave no answer in time.`,
  why_not_sent: ({ name }) => `${name} could not be reached.`,
  why_rate_limited: ({ name }) => `${name} wants to be asked less often for a while.`,
  why_daily_limit: ({ name }) => `${name} takes no more from you today; it goes on tomorrow.`,
  why_unavailable: ({ name }) => `${name} has trouble just now.`,
  why_unauthorized: ({ name }) => `${name} no longer accepts the sign-in.`,
  why_sign_in_again: ({ name }) => `${name} ended the sign-in. Once you sign in again, it goes by itself.`,
  why_app_refused: ({ name }) => `${name} refuses this hub, not you. Its owner has to mend that; then try again.`,
  why_not_found: ({ name }) => `${name} does not know this title. Say which one it is, and it is sent.`,
  why_account_limit: ({ name }) => `Your account at ${name} is full, locked, or needs a paid plan. Mend that there, then try again.`,

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
