// A profile as it is shown: a colour with its name's first letter.

import { t } from '../words/index.js';

export const AVATARS = ['teal', 'blue', 'purple', 'pink', 'red', 'orange', 'green', 'brown', 'navy', 'grey'];

// The first one has no name until it is given one.
export const nameOf = ({ name }) => name ?? t('profiles.nameless');

export function Avatar({ profile }) {
  return <span class="avatar" data-avatar={profile.avatar} aria-hidden="true">{[...nameOf(profile)][0].toUpperCase()}</span>;
}
