// What a service's row means for a person, and in which words.

import { services } from '../../state.js';
import { has, t } from '../../words/index.js';
import { number } from '../../words/format.js';

const LISTED = ['watchlist', 'collection', 'loved'];
const LIVED = ['history', 'watched', 'statuses'];

// Plays for a service that wants a new sign-in are kept for it.
export const isInUse = ({ state }) => state === 'connected' || state === 'sign_in_again';

// Read, and never told anything.
export const isFeed = ({ auth }) => auth === 'files';
export const takesPlays = (service) => service.kinds.length > 0 && !isFeed(service);
// Whether a sync can tell it anything.
export const isTold = (service) => !isFeed(service) && service.writes.length > 0;
export const isMusic = ({ kinds }) => kinds.includes('track');

// What can be kept in step with it, as the names of its settings.
export function partsOf({ reads, writes, auth }) {
  const either = [...reads, ...writes];
  const parts = {
    sync_history: reads.some((what) => LIVED.includes(what)),
    sync_ratings: either.includes('ratings') || (auth === 'files' && reads.length > 0),
    sync_watchlist: either.some((what) => LISTED.includes(what)),
  };
  return Object.keys(parts).filter((part) => parts[part]);
}

export const isKept = (service) => partsOf(service).some((part) => service[part]);

// A new row for the one that is known.
export function receive(row) {
  services.value = services.peek()?.map((service) => (service.service === row.service ? row : service));
}

export function rule({ type, percent, seconds, factor }) {
  const share = (value) => number(value / 100, { style: 'percent' });
  if (type === 'music') return t('connections.rule_music', { half: percent === 50, percent: share(percent), minutes: number(seconds / 60) });
  return t('connections.rule_video', { percent: share(percent), half: factor === 0.5, share: factor > 0 ? share(factor * 100) : undefined });
}

export function queue({ waiting, dead }) {
  return [waiting && t('connections.waiting', { count: waiting }), dead && t('connections.dead', { count: dead })].filter(Boolean).join(', ');
}

export function purpose(service) {
  if (service.state === 'not_configured') return t('connections.no_keys');
  const own = `connections.for_${service.service}`;
  if (has(own)) return t(own);
  if (service.auth === 'key') return t('connections.for_titles');
  return t(isMusic(service) ? 'connections.for_music' : 'connections.for_screen');
}

// A refusal in words that name the service, where there are such.
export const explain = ({ code, message }, service) => {
  const own = `connections.problem_${code}`;
  return has(own) ? t(own, service) : message;
};
