// Why a service did not take something, by the hub's codes.

export default {
  bad_input: ({ name }) => `It is not clear what this is at ${name}. Say which title it is, and it is sent.`,
  no_answer: ({ name }) => `${name} gave no answer in time.`,
  not_sent: ({ name }) => `${name} could not be reached.`,
  rate_limited: ({ name }) => `${name} wants to be asked less often for a while.`,
  daily_limit: ({ name }) => `${name} takes no more from you today; it goes on tomorrow.`,
  unavailable: ({ name }) => `${name} has trouble just now.`,
  unauthorized: ({ name }) => `${name} no longer accepts the sign-in.`,
  sign_in_again: ({ name }) => `${name} ended the sign-in. Once you sign in again, it goes by itself.`,
  app_refused: ({ name }) => `${name} refuses this hub, not you. Its owner has to mend that; then try again.`,
  not_found: ({ name }) => `${name} does not know this title. Say which one it is, and it is sent.`,
  account_limit: ({ name }) => `Your account at ${name} is full, locked, or needs a paid plan. Mend that there, then try again.`,
  rejected: ({ name }) => `${name} refused it for good.`,
  half_read: 'Not all of the history there could be read. Nothing was changed.',
  shrunk: ({ before, now, removals }) => `The history there has ${now} plays where it had ${before}. Nothing was changed. If you removed them yourself, say so: then ${removals} entries go here, too.`,
  delete_budget: ({ now, removals }) => `This would remove ${removals} entries, of ${now} plays. Nothing was changed; say whether it may.`,
};
