// What a visit to a consent page came to.

export default {
  a_service: 'the service',
  connected: ({ name }) => `${name} is connected. What you play from now on goes there too.`,
  back_by: ({ name }) => `Welcome back: ${name} knew you, and everything is as you left it.`,
  back: 'Welcome back: everything is as you left it.',
  failed: ({ name }) => `${name} could not be connected. Please try again.`,
  denied: ({ name }) => `You said no at ${name}, so nothing was connected.`,
  state_expired: ({ name }) => `Connecting to ${name} took longer than ten minutes. Please try again.`,
  state_used: ({ name }) => `That way back from ${name} was used before. Please connect again.`,
  state_invalid: ({ name }) => `That answer from ${name} does not belong to this visit. Please connect again.`,
  scope_missing: ({ name }) => `${name} lets playtally read alone, so nothing was connected. Please connect again, and allow it to write too.`,
  sign_in_again: ({ name }) => `${name} did not accept that sign-in. Please connect again.`,
  app_refused: ({ name }) => `${name} refuses this hub. Its owner has to check the keys it was given.`,
  not_configured: ({ name }) => `This hub has no keys for ${name}.`,
  service_busy: ({ name }) => `${name} is asked too often just now. Please wait a few minutes, then connect again.`,
  service_refused: ({ name }) => `${name} did not take what this hub sent, so nothing was connected. Please try again; if it stays so, its owner should know.`,
  internal: 'Something went wrong in this hub, so nothing was connected. Please try again; if it stays so, its owner should know.',
  service_unavailable: ({ name }) => `${name} does not answer right now. Please try again in a while.`,
};
