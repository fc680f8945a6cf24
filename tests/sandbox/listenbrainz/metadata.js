// ListenBrainz' lookup of a recording by its words, for those with a token.

import { empty, json } from '../reply.js';
import { problem } from './check.js';
import { readJson, userOf } from './users.js';

export const routes = [
  ['GET', '/1/metadata/lookup', lookUp],
  ['POST', '/1/metadata/lookup', lookUpMany],
];

const LONGEST = 250;
const MOST = 50;
const WORDS = ['artist_name', 'recording_name', 'release_name'];

const RECORDINGS = [
  {
    artist_credit_name: 'Rick Astley', artist_mbids: ['db92a151-1ac2-438b-bc43-b82e149ddd50'], recording_mbid: '8f3471b5-7e6a-48da-86a9-c1c07a0f47ae',
    recording_name: 'Never Gonna Give You Up', release_mbid: '18550a84-4ede-451c-a91a-dd9b3af9f71d', release_name: 'Red Hot',
  },
  {
    artist_credit_name: 'Air', artist_mbids: ['00000000-0000-4000-8000-0000000000a1'], recording_mbid: '00000000-0000-4000-8000-0000000000a2',
    recording_name: 'Kelly Watch the Stars', release_mbid: '00000000-0000-4000-8000-0000000000a3', release_name: 'Moon Safari',
  },
];

const same = (a, b) => a.toLowerCase() === b.toLowerCase();

function match(wanted) {
  for (const name of WORDS.slice(0, 2)) {
    if (typeof wanted[name] !== 'string' || !wanted[name]) throw problem(400, `${name} is invalid or not present in arguments`);
  }
  if (WORDS.reduce((sum, name) => sum + (wanted[name] ?? '').length, 0) >= LONGEST) {
    throw problem(400, 'total number of characters in artist_name, recording_name and release_name arguments must be less than 250');
  }
  return RECORDINGS.find((one) => same(one.artist_credit_name, wanted.artist_name) && same(one.recording_name, wanted.recording_name));
}

// The slash at the end is part of the address; what is unknown is an empty object.
function lookUp(box, call) {
  if (!call.path.endsWith('/')) return empty(308, { location: `https://${call.host}${call.path}/?${call.query}` });
  userOf(box, call);
  return json(200, match(Object.fromEntries(call.query)) ?? {});
}

function lookUpMany(box, call) {
  userOf(box, call);
  const { recordings } = readJson(call);
  if (!Array.isArray(recordings) || recordings.length > MOST) throw problem(400, 'recordings is invalid');
  return json(200, recordings.map((wanted, index) => ({
    index, ...Object.fromEntries(WORDS.map((name) => [`${name}_arg`, wanted[name] ?? null])), ...match(wanted),
  })));
}
