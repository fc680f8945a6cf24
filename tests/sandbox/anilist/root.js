// The fields a document can begin with.

import { getArgumentValues } from 'graphql';
import { collection } from './collection.js';
import * as entries from './entries.js';
import * as media from './media.js';
import { invalid, notFound, Refused, unauthorized } from './run.js';
import { remove, save, update } from './save.js';
import * as users from './users.js';

const LARGEST_PAGE = 50;
const LAST_ROW = 5000;

const LISTS = {
  media: (context, args) => media.find(context, args).map((item) => media.written(context, item)),
  mediaList: (context, args) => entries.find(context, args).map((entry) => entries.written(context, entry)),
};

export const root = {
  Viewer(args, { user }) {
    if (!user) throw unauthorized();
    return users.written(user);
  },
  User: (args, { box }) => users.written(users.find(box, args)),
  Media(args, context) {
    const [item] = media.find(context, args);
    if (!item) throw notFound();
    return media.written(context, item);
  },
  MediaList: (args, context) => entries.one(context, args),
  MediaListCollection: (args, context) => collection(context, args),
  Page: page,
  SaveMediaListEntry: (args, context) => save(context, args),
  UpdateMediaListEntries: (args, context) => update(context, args),
  DeleteMediaListEntry: (args, context) => remove(context, args),
};

// The one list a page is of is read first, since `pageInfo` speaks of it and stands before it. The two totals are
// what AniList says of every list, and true of none.
function page({ page: number = 1, perPage = LARGEST_PAGE }, context, info) {
  const asked = info.fieldNodes[0].selectionSet.selections.filter(({ kind, name }) => kind === 'Field' && name.value !== 'pageInfo');
  if (asked.length !== 1) throw new Refused(400, 'A page holds one list beside pageInfo.');
  if (number < 1) throw invalid('page', 'The page must be at least 1.');
  const [node] = asked;
  const field = info.schema.getType('Page').getFields()[node.name.value];
  const size = Math.max(1, Math.min(perPage, LARGEST_PAGE));
  const rows = LISTS[field.name](context, getArgumentValues(field, node, info.variableValues)).slice(0, LAST_ROW);
  const end = number * size;
  return {
    pageInfo: { total: LAST_ROW, perPage: size, currentPage: number, lastPage: Math.ceil(LAST_ROW / size), hasNextPage: rows.length > end },
    [field.name]: rows.slice(end - size, end),
  };
}
