// The light in the header, and what it says of each service.

export default {
  idle: 'In sync',
  syncing: 'Syncing',
  error: 'Needs you',
  offline: 'Offline',
  hub_idle: 'Everything is safe at the hub.',
  hub_syncing: 'Plays are on their way to the hub.',
  hub_error: 'The hub does not answer; it is tried again by itself. Nothing is lost.',
  hub_offline: 'No network. Plays and changes are kept here, and go when it is back.',
  changes: ({ count }) => (count === 1 ? 'One change waits for the hub.' : `${count} changes wait for the hub.`),
  none: 'No service is connected yet.',
  in_step: 'In step',
  up_to_date: 'Nothing waits',
  at_work: 'Syncing…',
  waits: ({ count }) => (count === 1 ? 'One play waits' : `${count} plays wait`),
  undelivered: ({ count }) => (count === 1 ? 'One play was not delivered' : `${count} plays were not delivered`),
  sign_in_again: 'Wants a new sign-in',
  off: 'Switched off',
  open: 'Open connections',
};
