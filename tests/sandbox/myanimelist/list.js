// A person's list: one row a title, changed field by field, with nothing done by itself.

import * as anime from '../anime.js';
import { isoSeconds } from '../box.js';
import { empty, json } from '../reply.js';
import { parse, pick } from './fields.js';
import { page, paging } from './paging.js';
import { badRequest, forbidden, notFound, pending } from './problems.js';
import * as titles from './titles.js';
import * as users from './users.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS mal_list(user TEXT, anime INTEGER, entry TEXT, updated_at INTEGER, PRIMARY KEY(user, anime));
`;

export const routes = [
  ['GET', '/v2/users/:name/animelist', list],
  ['PATCH', '/v2/anime/:id/my_list_status', change],
  ['PUT', '/v2/anime/:id/my_list_status', change],
  ['DELETE', '/v2/anime/:id/my_list_status', remove],
];

export const STATUSES = ['watching', 'completed', 'on_hold', 'dropped', 'plan_to_watch'];
const ALWAYS = ['status', 'score', 'num_episodes_watched', 'is_rewatching', 'updated_at', 'start_date', 'finish_date'];
const IN_LISTS = ['num_times_rewatched', 'rewatch_value', 'priority', 'tags'];
const AFTER_WRITES = [...ALWAYS, ...IN_LISTS, 'comments'];
const NEW = {
  score: 0, num_episodes_watched: 0, is_rewatching: false, priority: 0, num_times_rewatched: 0, rewatch_value: 0, tags: [], comments: '',
};

const number = (most) => (text) => (/^\d{1,9}$/.test(text) && Number(text) <= most ? Number(text) : undefined);
const day = (text) => (text === '' ? null : /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined);

// How each field is sent, and under which name it is kept. `undefined` is no answer: the value is wrong.
const FIELDS = {
  status: ['status', (text) => (STATUSES.includes(text) ? text : undefined)],
  is_rewatching: ['is_rewatching', (text) => ({ true: true, false: false })[text]],
  score: ['score', number(10)],
  num_watched_episodes: ['num_episodes_watched', number(Infinity)],
  num_times_rewatched: ['num_times_rewatched', number(Infinity)],
  rewatch_value: ['rewatch_value', number(5)],
  priority: ['priority', number(2)],
  tags: ['tags', (text) => text.split(',').map((tag) => tag.trim()).filter(Boolean)],
  comments: ['comments', (text) => text],
  start_date: ['start_date', day],
  finish_date: ['finish_date', day],
};

const read = (row) => row && { ...JSON.parse(row.entry), user: row.user, anime: row.anime, updated_at: row.updated_at };
export const byAnime = (box, user, id) => read(box.row('SELECT * FROM mal_list WHERE user = ? AND anime = ?', user, id));

// Asking for more adds to what is always there.
export function written({ user, anime: id, updated_at: at, ...entry }, fields, always = ALWAYS) {
  return pick({ ...entry, updated_at: isoSeconds(at).replace('Z', '+00:00') }, always, fields);
}

// What is watched once more is among what is watched, whatever its own status says.
export const shelf = ({ status, is_rewatching: again }) => (again ? 'watching' : status);

const ORDERS = {
  list_score: (a, b) => b.score - a.score,
  list_updated_at: (a, b) => b.updated_at - a.updated_at,
  anime_title: (a, b) => a.title.localeCompare(b.title),
  anime_start_date: (a, b) => (b.item.from ?? '').localeCompare(a.item.from ?? ''),
  anime_id: (a, b) => a.anime - b.anime,
};

// Of an entry's own fields, those that lists tell: comments are never among them.
export const inLists = (asked) => Object.fromEntries(Object.entries(asked).filter(([field]) => IN_LISTS.includes(field)));

// Strangers see a list with no more than an app's id, unless its owner does not want it.
function list(box, call, { name }) {
  const user = name === '@me' ? call.user : name;
  if (user === undefined) throw forbidden();
  const owner = users.find(box, user);
  if (!owner) throw notFound();
  if (owner.private && user !== call.user) throw forbidden();

  const { query } = call;
  const status = query.get('status');
  if (status !== null && !STATUSES.includes(status)) throw badRequest('invalid status');
  const order = ORDERS[query.get('sort') ?? 'anime_id'];
  if (!order) throw badRequest('invalid sort');
  const window = page(call, { usual: 100, most: 1000 });
  const rows = box.rows('SELECT * FROM mal_list WHERE user = ? ORDER BY anime', user).map(read)
    .map((row) => ({ row, item: anime.byId(box, 'mal', row.anime) }))
    .map(({ row, item }) => ({ ...row, row, item, title: item.malTitle ?? item.title }))
    .filter(({ row, item }) => titles.visible(query)(item) && (status === null || shelf(row) === status))
    .sort(order);
  const { list_status: asked = {}, ...fields } = titles.forLists(parse(query.get('fields')));
  const shared = inLists(asked);
  const data = window.of(rows).map(({ row, item }) => ({ node: titles.written(box, call, item, fields), list_status: written(row, shared) }));
  return json(200, { data, paging: paging(call, window, rows.length) });
}

// What is not sent stays; a field by another name, such as the one that is read, is nothing to it.
function change(box, call, { id }) {
  const item = own(box, call, id);
  if (item.pending) throw pending();
  const form = isForm(call) ? new URLSearchParams(call.text) : new URLSearchParams();
  const old = byAnime(box, call.user, item.ids.mal);
  const entry = { status: 'watching', ...NEW, ...old };
  for (const [sent, [kept, valueOf]] of Object.entries(FIELDS)) {
    if (!form.has(sent)) continue;
    const value = valueOf(form.get(sent));
    if (value === undefined) throw badRequest(`invalid ${sent}`);
    entry[kept] = value;
  }
  const { user, anime: number, updated_at: at, ...stored } = entry;
  box.run('INSERT OR REPLACE INTO mal_list VALUES (?, ?, ?, ?)', call.user, item.ids.mal, JSON.stringify(stored), box.now());
  return json(200, written(byAnime(box, call.user, item.ids.mal), {}, AFTER_WRITES));
}

const isForm = ({ headers }) => /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');

function remove(box, call, { id }) {
  const item = own(box, call, id);
  if (!byAnime(box, call.user, item.ids.mal)) throw notFound();
  box.run('DELETE FROM mal_list WHERE user = ? AND anime = ?', call.user, item.ids.mal);
  return empty(200);
}

function own(box, call, id) {
  if (!call.user) throw forbidden();
  const item = anime.byId(box, 'mal', id);
  if (!item) throw notFound();
  return item;
}

export function state(box) {
  return box.rows('SELECT * FROM mal_list ORDER BY user, anime').map(read).map((row) => {
    const item = anime.byId(box, 'mal', row.anime);
    return { ...row, title: item.malTitle ?? item.title, updated_at: isoSeconds(row.updated_at) };
  });
}
