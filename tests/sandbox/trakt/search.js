// Trakt's search: by a catalogue's id, by words, and by the exact title.

import { list } from '../catalogue.js';
import { empty, json } from '../reply.js';
import { invalid, ofShow, wholeShow, written } from './items.js';
import { full, paged } from './page.js';

export const routes = [
  ['GET', '/search/:kind/:id', byId],
  ['GET', '/search/:kinds', byWords],
];

const CATALOGUES = ['trakt', 'imdb', 'tmdb', 'tvdb'];
const KINDS = ['movie', 'show', 'episode'];
const EXACT_HITS = 3;
const PAGE = 50;

const film = (movie) => ({ type: 'movie', movie, id: movie.ids.trakt });

function everything(box, kinds) {
  const shows = list(box, 'show', 'trakt');
  const all = {
    movie: () => list(box, 'movie', 'trakt').map(film),
    show: () => shows.map(wholeShow),
    episode: () => shows.flatMap((show) => show.episodes.map((episode) => ofShow(show, episode))),
  };
  return kinds.flatMap((kind) => all[kind]?.() ?? []);
}

const own = ({ type, ...item }) => item[type];
const hit = (score, call) => (item) => ({ type: item.type, score, ...written(item, full(call)) });

// Numbers of different kinds are numbered apart; only an IMDb id needs no kind.
function byId(box, call, { kind, id }) {
  if (id === 'exact') return exact(box, call, kind);
  if (!CATALOGUES.includes(kind)) return empty(404);
  const asked = kind === 'imdb' ? KINDS : (call.query.get('type') ?? KINDS.join()).split(',');
  return json(200, everything(box, asked).filter((item) => String(own(item).ids[kind]) === id).map(hit(1000, call)));
}

const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

// A sign with a meaning of its own has to be escaped; left bare, the query means something else and finds nothing.
function wordsOf(call) {
  const query = call.query.get('query');
  if (!query) throw invalid();
  const bare = query.replace(/\\./g, '');
  return /[+\-!(){}[\]^"~*?:/\\]|&&|\|\|/.test(bare) ? undefined : plain(query.replace(/\\(.)/g, '$1')).split(' ');
}

const kindsOf = (text) => text.split(',').flatMap((kind) => (kind === 'media' ? ['movie', 'show'] : [kind]));

function exact(box, call, kinds) {
  if (!['movie', 'show', 'media'].includes(kinds)) return empty(404);
  const words = wordsOf(call);
  const same = (item) => words && plain(own(item).title) === words.join(' ');
  return json(200, everything(box, kindsOf(kinds)).filter(same).slice(0, EXACT_HITS).map(hit(1000, call)));
}

// Titles that hold all the words; the shorter the title, the better the hit.
function byWords(box, call, { kinds }) {
  const asked = kindsOf(kinds);
  if (!asked.every((kind) => [...KINDS, 'person', 'list'].includes(kind))) return empty(404);
  const words = wordsOf(call);
  const [first, last = first] = (call.query.get('years') ?? '').split('-').map(Number);
  const inYears = ({ year }) => !first || (year >= first && year <= last);
  const hits = !words ? [] : everything(box, asked)
    .map((item) => ({ item, title: plain(own(item).title).split(' ') }))
    .filter(({ item, title }) => words.every((word) => title.includes(word)) && inYears(item.movie ?? item.show))
    .map(({ item, title }) => ({ item, score: Math.round((10000 * words.length) / title.length) / 100 + 0.5 }))
    .sort((a, b) => b.score - a.score);
  return paged(call, hits, ({ item, score }) => hit(score, call)(item), { usual: PAGE });
}
