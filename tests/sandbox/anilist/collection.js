// A whole list, group by group and chunk by chunk.

import * as anime from '../anime.js';
import * as entries from './entries.js';
import { invalid, Refused } from './run.js';
import * as users from './users.js';

const LARGEST_CHUNK = 500;

const NAMES = [
  ['CURRENT', 'Watching'], ['PLANNING', 'Planning'], ['COMPLETED', 'Completed'], ['DROPPED', 'Dropped'], ['PAUSED', 'Paused'], ['REPEATING', 'Rewatching'],
];

const FORMATS = { TV: 'TV', TV_SHORT: 'TV Short', MOVIE: 'Movie', SPECIAL: 'Special', OVA: 'OVA', ONA: 'ONA', MUSIC: 'Music' };

// The token says nothing of whose list it is; the user has to be named, and the type.
export function collection(context, args) {
  const { box } = context;
  const { userId, userName, type, chunk = 1, perChunk = LARGEST_CHUNK, forceSingleCompletedList: single = false } = args;
  if (userId === undefined && userName === undefined) throw invalid('userId', 'The user id field is required.');
  if (type === undefined) throw invalid('type', 'The type field is required.');
  const { chunk_fails_above: most = Infinity } = box.setting('anilist', {});
  if (perChunk > most) throw new Refused(500, 'Internal Server Error');

  const owner = users.find(box, { id: userId, name: userName });
  const size = Math.min(perChunk, LARGEST_CHUNK);
  const all = entries.find(context, args);
  const end = Math.max(chunk, 1) * size;
  const split = owner.options.splitCompleted && !single;
  return {
    user: users.written(owner),
    hasNextChunk: all.length > end,
    lists: groups(context, owner, all.slice(end - size, end), split),
  };
}

// An entry is in the group of its status and in each list of the person's own that it was put on.
function groups(context, owner, of, split) {
  const write = (members) => members.map((entry) => entries.written(context, entry));
  const formatOf = (entry) => anime.byId(context.box, 'anilist', entry.media).format;
  const group = (name, members, more) => ({ name, isCustomList: false, isSplitCompletedList: false, entries: write(members), ...more });

  const byStatus = NAMES.flatMap(([status, name]) => {
    const members = of.filter((entry) => entry.status === status && !entry.hiddenFromStatusLists);
    if (status !== 'COMPLETED' || !split) return [group(name, members, { status })];
    return Object.entries(FORMATS).map(([format, label]) => group(`${name} ${label}`,
      members.filter((entry) => formatOf(entry) === format), { status, isSplitCompletedList: true }));
  });
  const own = owner.options.customLists.map((name) => group(name, of.filter((entry) => entry.customLists.includes(name)), { status: null, isCustomList: true }));
  return [...byStatus, ...own].filter((one) => one.entries.length);
}
