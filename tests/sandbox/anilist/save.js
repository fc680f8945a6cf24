// Writing a list entry, with all that AniList does by itself when a status changes.

import * as anime from '../anime.js';
import * as entries from './entries.js';
import { invalid, notFound, unauthorized } from './run.js';
import * as scores from './scores.js';

const NOTHING = { year: null, month: null, day: null };
const LIMITS = { progress: [0, Infinity], repeat: [0, 1000], priority: [0, 255], scoreRaw: [0, 100] };
const LONGEST_NOTES = 6000;
const JAPAN = 9 * 3_600_000;

const self = ({ user }) => {
  if (!user) throw unauthorized();
  return user;
};

// The title is the key: an entry is made, or the one that is there is changed.
export function save(context, { id, mediaId, ...values }) {
  const { box } = context;
  const user = self(context);
  check(user, values);
  const old = id === undefined ? mine(context, mediaId) : own(context, id);
  return entries.written(context, entries.store(box, changed(box, user, old, values)));
}

// The same values for many; nothing happens unless all of them are the caller's.
export function update(context, { ids = [], ...values }) {
  const user = self(context);
  check(user, values);
  const old = ids.map((id) => own(context, id));
  return old.map((entry) => entries.written(context, entries.store(context.box, changed(context.box, user, entry, values))));
}

export function remove(context, { id }) {
  self(context);
  entries.remove(context.box, own(context, id).id);
  return { deleted: true };
}

function own({ box, user }, id) {
  const entry = entries.byId(box, id);
  if (!entry || entry.user !== user.name) throw notFound();
  return entry;
}

function mine({ box, user }, mediaId) {
  if (!anime.byId(box, 'anilist', mediaId)) throw invalid('mediaId', 'The selected media id is invalid.');
  return entries.byMedia(box, user.name, mediaId) ?? {
    user: user.name, media: mediaId, status: undefined, progress: 0, score: 0, repeat: 0, priority: 0, private: false, notes: null,
    hiddenFromStatusLists: false, customLists: [], startedAt: NOTHING, completedAt: NOTHING,
  };
}

function check(user, values) {
  const limits = { ...LIMITS, score: [0, scores.highest(user.options.scoreFormat)] };
  for (const [name, [least, most]] of Object.entries(limits)) {
    const value = values[name] ?? least;
    if (value < least) throw invalid(name, `The ${name} must be at least ${least}.`);
    if (value > most) throw invalid(name === 'scoreRaw' ? 'score' : name, `The ${name === 'scoreRaw' ? 'score' : name} may not be greater than ${most}.`);
  }
  if ((values.notes ?? '').length > LONGEST_NOTES) throw invalid('notes', `The notes may not be greater than ${LONGEST_NOTES} characters.`);
}

// What is left out stays. A null empties notes and dates, and changes nothing else.
function changed(box, user, old, values) {
  const now = Math.floor(box.now() / 1000);
  const entry = { ...old, createdAt: old.createdAt ?? now, updatedAt: now };
  for (const name of ['status', 'progress', 'repeat', 'priority', 'private', 'hiddenFromStatusLists', 'customLists']) entry[name] = values[name] ?? old[name];
  if (values.notes !== undefined) entry.notes = values.notes;
  for (const name of ['startedAt', 'completedAt']) if (values[name] !== undefined) entry[name] = { ...NOTHING, ...values[name] };
  if (typeof values.score === 'number') entry.score = scores.raw(values.score, user.options.scoreFormat);
  if (typeof values.scoreRaw === 'number') entry.score = values.scoreRaw;
  entry.status ??= 'CURRENT';
  if (entry.status === 'COMPLETED' && old.status !== 'COMPLETED') complete(box, entry, old, values);
  return entry;
}

// The day is the server's own, which lives in Japan. A number of rewatches that was sent is kept.
function complete(box, entry, old, values) {
  const { episodes } = anime.byId(box, 'anilist', entry.media);
  if (episodes !== null) entry.progress = episodes;
  if (old.status === 'REPEATING' && typeof values.repeat !== 'number') entry.repeat += 1;
  if (values.completedAt !== undefined) return;
  const [year, month, day] = new Date(box.now() + JAPAN).toISOString().slice(0, 10).split('-').map(Number);
  entry.completedAt = { year, month, day };
}
