// What the person said titles are, and what an item stands for by that.

import { signal } from '@preact/signals';
import { hub } from '../../hub.js';
import { newest } from '../../newest.js';

// As `GET corrections` has it; `undefined` until it was asked for.
export const corrections = signal();

const asks = newest();

export async function readCorrections() {
  const counts = asks();
  const { corrections: all } = await hub.corrections();
  if (counts()) corrections.value = all.filter(({ source }) => source);
}

const hasIds = ({ ids = {}, show }) => Object.keys(ids).length > 0 || (show !== undefined && hasIds(show));
const named = (one, other) => one.title?.toLowerCase() === other.title?.toLowerCase() && one.year === other.year;

// Whether what was said of `source` holds for `media`; what was said of an episode holds for all that `work` is.
function holds({ source, work }, media) {
  if (source.kind !== media.kind || (hasIds(media) && !hasIds(source))) return false;
  if (media.kind === 'track') return named(source, media) && source.artist === media.artist;
  if (media.kind !== 'episode') return named(source, media);
  if (!named(source.show, media.show)) return false;
  if (!work || work.kind === 'show') return true;
  return source.season === media.season && (work.kind === 'season' || source.number === media.number);
}

const WIDE = ['episode', 'movie', 'track', 'season', 'show'];

// The correction for an item, the narrowest first.
export function correctionOf(media) {
  const fitting = (corrections.value ?? []).filter((one) => one.work && !one.left_out && holds(one, media));
  return fitting.sort((one, other) => WIDE.indexOf(one.work.kind) - WIDE.indexOf(other.work.kind))[0];
}

// The item as the person said it is: an episode stays the episode it is of another show or season.
export function standsFor(media) {
  const work = correctionOf(media)?.work;
  if (!work) return media;
  if (media.kind === 'episode' && work.kind === 'show') return { ...media, show: work, ids: {} };
  if (media.kind === 'episode' && work.kind === 'season') return { ...media, show: work.show, season: work.number, ids: {} };
  return work;
}
