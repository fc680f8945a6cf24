// Letterboxd's diary feed: the newest fifty entries of a person, lists among them.

import { addEntry, cdata, element, entries, feed, feedTime, person, state as stateOf } from './feeds.js';
import { html, route } from './reply.js';

export const name = 'letterboxd';
export const hosts = ['letterboxd.com'];
export const schema = '';

const ROUTES = [['GET', '/:user/rss', diary]];
const NEWEST = 50;
const NEW_ZEALAND = 13;

const SEED = [
  {
    kind: 'watch', title: 'Inception', year: 2010, slug: 'inception', movie: 27205, watched: '2026-11-01', rating: 4.5, like: true,
    published: '2026-11-02T08:10:00Z',
  },
  {
    kind: 'review', title: 'The Matrix', year: 1999, slug: 'the-matrix', movie: 603, watched: '2026-11-05', rating: 5, rewatch: true, spoilers: true,
    review: 'He is the one & "they" know it.', published: '2026-11-05T21:30:00Z',
  },
  { kind: 'review', title: 'Fight Club', year: 1999, slug: 'fight-club', movie: 550, review: 'No day given.', published: '2026-11-06T10:00:00Z' },
  { kind: 'list', title: 'Boats, ranked', published: '2026-11-07T10:00:00Z' },
  { kind: 'watch', title: 'Slow Boats', year: 2026, slug: 'slow-boats', tv: 99000010, watched: '2026-11-08', published: '2026-11-08T19:00:00Z' },
];

export function seed(box) {
  for (const entry of SEED) addEntry(box, name, 'demo', entry);
}

export function answer(box, call) {
  const { handler, params } = route(ROUTES, call.method, call.path);
  return handler ? handler(box, call, params) : missing();
}

const missing = () => html(404, '<!DOCTYPE html><html><head><title>Letterboxd - Not Found</title></head><body></body></html>');

// Who is private is as unknown as who is nobody.
function diary(box, call, { user }) {
  const owner = person(box, name, user.toLowerCase());
  if (!owner || owner.key) return missing();
  const newest = entries(box, name, owner.user).sort((a, b) => Date.parse(b.published) - Date.parse(a.published) || b.id - a.id).slice(0, NEWEST);
  const root = `https://letterboxd.com/${owner.user}/`;
  return feed(200, "<?xml version='1.0' encoding='utf-8'?>\n"
    + '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    + 'xmlns:letterboxd="https://letterboxd.com" xmlns:tmdb="https://themoviedb.org">'
    + `<channel>${element('title', `Letterboxd - ${owner.user}`)}${element('link', root)}${element('description', `Letterboxd - ${owner.user}`)}`
    + `<atom:link rel="self" href="${root}rss/" type="application/rss+xml"/>${newest.map((entry) => item(root, owner.user, entry)).join('\n')}</channel></rss>`);
}

const yesNo = (value) => (value ? 'Yes' : 'No');
const stars = (rating) => (rating ? ` - ${'★'.repeat(Math.floor(rating))}${rating % 1 ? '½' : ''}` : '');

// Who watched without rating has no rating, who reviewed without a day has no day; a list has neither film.
function item(root, user, entry) {
  const { kind, title, year, slug, watched, rating, rewatch, like, spoilers, review, movie, tv } = entry;
  const film = kind === 'list' ? '' : [
    element('letterboxd:watchedDate', watched), element('letterboxd:rewatch', yesNo(rewatch)), element('letterboxd:filmTitle', title),
    element('letterboxd:filmYear', year), element('letterboxd:memberRating', rating?.toFixed(1)), element('letterboxd:memberLike', yesNo(like)),
    element('tmdb:movieId', movie), element('tmdb:tvId', tv),
  ].join('');
  const warning = spoilers ? '<p><em>This review may contain spoilers.</em></p> ' : '';
  const said = review === undefined ? `<p>Watched on ${watched}.</p>` : `${warning}<p>${review}</p>`;
  return `<item>${element('title', kind === 'list' ? title : `${title}, ${year}${stars(rating)}${spoilers ? ' (contains spoilers)' : ''}`)}`
    + `${element('link', kind === 'list' ? `${root}list/${entry.id}/` : `${root}film/${slug}/`)}`
    + `<guid isPermaLink="false">letterboxd-${kind}-${entry.id}</guid>${element('pubDate', feedTime(entry.published, NEW_ZEALAND))}`
    + `${film}${cdata('description', ` <p><img src="https://a.ltrbxd.com/resized/${entry.id}.jpg"/></p> ${said} `)}${element('dc:creator', user)}</item>`;
}

export const state = (box) => ({ entries: stateOf(box, name) });

export const tables = ({ entries: rows }) => [{
  heading: 'Letterboxd: diary', heads: ['Watched', 'What', 'Rating', 'Who'],
  rows: [...rows].reverse().map((row) => [row.watched, row.title, row.rating, row.user]),
}];
