// TMDB's details: films, shows, seasons and episodes with what is appended, people, collections, and what pictures there are.

import { COLLECTIONS } from './facts.js';
import * as write from './write.js';
import { failed, notFound, ok } from './reply.js';

export const routes = [
  ['GET', '/3/authentication', () => ok({ success: true, status_code: 1, status_message: 'Success.' })],
  ['GET', '/3/configuration', configuration],
  ['GET', '/3/movie/:id', movie],
  ['GET', '/3/movie/:id/:part', ofTitle('movie')],
  ['GET', '/3/tv/:id', tv],
  ['GET', '/3/tv/:id/:part', ofTitle('tv')],
  ['GET', '/3/tv/:id/season/:season', season],
  ['GET', '/3/tv/:id/season/:season/episode/:episode', episode],
  ['GET', '/3/person/:id', person],
  ['GET', '/3/person/:id/:part', ofPerson],
  ['GET', '/3/collection/:id', collection],
];

const MOST_APPENDED = 20;

const PARTS = { external_ids: (item, kind) => write.externalIds[kind](item), credits: (item) => write.credits(item) };

// What is asked for beside the details; an unknown name is passed over. An appended part has no id of its own.
function appended(call, parts, ...about) {
  const names = (call.query.get('append_to_response') ?? '').split(',').filter((name) => parts[name]);
  return Object.fromEntries(names.map((name) => [name, parts[name](...about)]));
}

const tooMany = (call) => (call.query.get('append_to_response') ?? '').split(',').length > MOST_APPENDED;

function movie(box, call, { id }) {
  if (tooMany(call)) return failed(27);
  const item = write.title(box, 'movie', id);
  return item ? ok({ ...write.movieDetail(item, call.language), ...appended(call, PARTS, item, 'movie') }) : notFound();
}

function tv(box, call, { id }) {
  if (tooMany(call)) return failed(27);
  const item = write.title(box, 'tv', id);
  const today = new Date(box.now()).toISOString().slice(0, 10);
  return item ? ok({ ...write.showDetail(item, call.language, today), ...appended(call, PARTS, item, 'tv') }) : notFound();
}

function ofTitle(kind) {
  return (box, call, { id, part }) => {
    const item = write.title(box, kind, id);
    return item && PARTS[part] ? ok({ id: item.ids.tmdb, ...PARTS[part](item, kind) }) : notFound();
  };
}

function season(box, call, { id, season: number }) {
  const show = write.title(box, 'tv', id);
  const detail = show && write.seasonDetail(show, Number(number));
  const parts = { external_ids: () => ({ tvdb_id: null, wikidata_id: null }), credits: () => write.credits(show) };
  return detail ? ok({ ...detail, ...appended(call, parts) }) : notFound();
}

function episode(box, call, { id, season: number, episode: which }) {
  const show = write.title(box, 'tv', id);
  const found = show?.episodes.find((one) => one.season === Number(number) && one.number === Number(which));
  if (!found) return notFound();
  // Asked for by itself, an episode lacks two of its fields.
  const { show_id: showId, episode_type: type, ...others } = write.episodeRow(show, found);
  const { cast, crew } = write.credits(show);
  return ok({ ...others, crew, guest_stars: cast });
}

function person(box, call, { id }) {
  const one = write.person(id);
  if (!one) return notFound();
  return ok({
    ...write.personRow(one), also_known_as: [], biography: one.biography ?? '', birthday: one.birthday ?? null, deathday: null, homepage: null,
    imdb_id: one.imdb, place_of_birth: one.place ?? null,
  });
}

const CREDITS = { combined_credits: undefined, movie_credits: ['movie'], tv_credits: ['tv'] };

function ofPerson(box, call, { id, part }) {
  const one = write.person(id);
  if (!one) return notFound();
  if (part === 'external_ids') {
    return ok({ id: one.id, imdb_id: one.imdb, wikidata_id: null, tvrage_id: null, facebook_id: null, instagram_id: null, twitter_id: null });
  }
  return part in CREDITS ? ok({ ...write.creditsOf(box, one.id, call.language, CREDITS[part]), id: one.id }) : notFound();
}

function collection(box, call, { id }) {
  const found = COLLECTIONS.find((one) => String(one.id) === id);
  return found ? ok(write.collectionDetail(box, found, call.language)) : notFound();
}

function configuration() {
  const root = '//image.tmdb.org/t/p/';
  return ok({
    images: {
      base_url: `http:${root}`, secure_base_url: `https:${root}`,
      backdrop_sizes: ['w300', 'w780', 'w1280', 'original'], logo_sizes: ['w45', 'w92', 'w154', 'w185', 'w300', 'w500', 'original'],
      poster_sizes: ['w92', 'w154', 'w185', 'w342', 'w500', 'w780', 'original'], profile_sizes: ['w45', 'w185', 'h632', 'original'],
      still_sizes: ['w92', 'w185', 'w300', 'original'],
    },
    change_keys: ['adult', 'air_date'],
  });
}
