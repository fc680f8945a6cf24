// Goodreads' shelf feeds: a hundred books a page, half of the fields wrapped and half not.

import { addEntry, cdata, element, entries, feed, feedTime, person, state as stateOf } from './feeds.js';
import { empty, html, route } from './reply.js';

export const name = 'goodreads';
export const hosts = ['www.goodreads.com'];
export const schema = '';

export const DEMO = '990001';

const ROUTES = [['GET', '/review/list_rss/:user', shelf]];
const PAGE = 100;
const PACIFIC = -8;

const SEED = [
  {
    book: 42036538, title: 'Gideon the Ninth (The Locked Tomb, #1)', author: 'Tamsyn Muir', isbn: '1250313198', pages: 448, year: 2019, rating: 4,
    read: '2026-11-19T08:00:00Z', added: '2026-11-20T17:58:01Z', review: 'Bones!<br/>Loved it.',
  },
  {
    book: 990101, title: 'Rowing & Other Habits', author: 'Ida Ekdal', pages: 120, year: 2020, rating: 0, added: '2026-11-10T09:00:00Z',
    shelves: ['currently-reading'],
  },
  {
    book: 990102, title: 'A Field Guide to Locks', author: 'Runa Sandberg', isbn: '0000000000', pages: 260, year: 2011, rating: 5,
    added: '2026-10-02T09:00:00Z', shelves: ['to-read', 'boats'],
  },
];

export function seed(box) {
  for (const entry of SEED) addEntry(box, name, DEMO, entry);
}

// Only what looks like a browser is served.
export function answer(box, call) {
  if (!/\bMozilla\/5\.0\b/.test(call.headers.get('user-agent') ?? '')) return page(503, '503 Service Unavailable');
  const { handler, params } = route(ROUTES, call.method, call.path);
  return handler ? handler(box, call, params) : empty(404);
}

const page = (status, title) => html(status, `<!DOCTYPE html><html><head><title>${title}</title></head><body></body></html>`);

const READ = 'read';
const shelvesOf = ({ shelves = [] }) => (shelves.some((one) => ['to-read', 'currently-reading'].includes(one)) ? shelves : [READ, ...shelves]);

const SORTS = {
  date_added: ({ added }) => Date.parse(added),
  date_updated: ({ updated, added }) => Date.parse(updated ?? added),
  date_read: ({ read }) => Date.parse(read ?? 0),
  rating: ({ rating }) => rating,
};

// A private shelf without its key shows the page where people sign in.
function shelf(box, { query }, { user }) {
  const owner = person(box, name, user);
  if (!owner) return empty(404);
  if (owner.key && query.get('key') !== owner.key) return page(200, 'Sign in');
  const wanted = query.get('shelf') ?? '#ALL#';
  const by = SORTS[query.get('sort')] ?? SORTS.date_added;
  const sign = query.get('order') === 'a' ? 1 : -1;
  const books = entries(box, name, user).filter((entry) => wanted === '#ALL#' || shelvesOf(entry).includes(wanted))
    .sort((a, b) => sign * (by(a) - by(b)) || a.id - b.id);
  // Some servers give one book a page, whatever was asked for.
  const size = box.setting('goodreads page', Math.min(Number(query.get('per_page')) || PAGE, PAGE));
  const first = (Math.max(1, Number(query.get('page')) || 1) - 1) * size;
  const link = `https://www.goodreads.com/review/list_rss/${user}?key=${query.get('key') ?? ''}&shelf=${wanted}`;
  return feed(200, `<?xml version="1.0"?>\n<rss version="2.0"><channel>${cdata('title', `${user}'s bookshelf: ${wanted}`)}${cdata('link', link)}`
    + `<language>en-US</language>${element('lastBuildDate', feedTime(box.now(), PACIFIC))}<ttl>60</ttl>`
    + `${books.slice(first, first + size).map((entry) => item(user, entry)).join('\n')}</channel></rss>`);
}

function item(user, entry) {
  const { id, book, title, author, isbn = '', pages, year, rating, read, added, shelves = [], review = '' } = entry;
  const link = `https://www.goodreads.com/review/show/${7_000_000_000 + id}?utm_medium=api&utm_source=rss`;
  const image = `https://i.gr-assets.com/images/${book}._SY75_.jpg`;
  const addedAt = feedTime(added, PACIFIC);
  return `<item>${cdata('guid', link)}${cdata('pubDate', addedAt)}${cdata('title', title)}${cdata('link', link)}${element('book_id', book)}`
    + `${cdata('book_image_url', image)}${cdata('book_small_image_url', image)}${cdata('book_medium_image_url', image)}${cdata('book_large_image_url', image)}`
    + `${cdata('book_description', '')}<book id="${book}">${element('num_pages', pages)}</book>${element('author_name', author)}${element('isbn', isbn)}`
    + `${element('user_name', user)}${element('user_rating', rating)}${cdata('user_read_at', read ? feedTime(read, PACIFIC) : '')}`
    + `${cdata('user_date_added', addedAt)}${cdata('user_date_created', addedAt)}${element('user_shelves', shelves.join(', '))}`
    + `${cdata('user_review', review)}${element('average_rating', '4.20')}${element('book_published', year)}`
    + `${cdata('description', ` author: ${author}<br/> name: ${user}<br/> rating: ${rating}<br/> shelves: ${shelves.join(', ')}<br/> review: ${review}<br/><br/>`)}</item>`;
}

export const state = (box) => ({ entries: stateOf(box, name) });

export const tables = ({ entries: rows }) => [{
  heading: 'Goodreads: books', heads: ['Read', 'What', 'Rating', 'Shelves', 'Who'],
  rows: [...rows].reverse().map((row) => [row.read?.slice(0, 10), `${row.author}: ${row.title}`, row.rating, shelvesOf(row).join(', '), row.user]),
}];
