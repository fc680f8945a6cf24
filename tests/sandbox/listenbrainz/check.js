// The checks ListenBrainz makes on a submission, in its order and with its words. One bad listen refuses them all.

import { json, Refusal } from '../reply.js';

export const limits = {
  listenBytes: 10_240, perRequest: 1000, requestBytes: 10_240_000, tags: 50, tagLength: 64,
  seconds: 2_073_600, oldest: 1_033_430_400, future: 3600, perGet: 1000,
};

const TYPES = ['single', 'playing_now', 'import'];
const ONE_MBID = ['release_mbid', 'recording_mbid', 'release_group_mbid', 'track_mbid'];
const MANY_MBIDS = ['artist_mbids', 'work_mbids'];

// A rejected listen's own members come back beside the reason.
export const problem = (status, error, listen = {}) => new Refusal(json(status, { code: status, error, ...listen }));

export function checkSubmission(bytes, now) {
  if (bytes.byteLength > limits.requestBytes) throw problem(400, `Payload too large. Payload cannot exceed ${limits.requestBytes} bytes`);
  const body = parse(bytes);
  if (!isObject(body)) throw problem(400, 'Invalid JSON document submitted. Top level of JSON document should be a json object.');
  const { payload, listen_type: type } = body;
  if (payload === undefined) throw problem(400, 'Invalid JSON document submitted.');
  if (!Array.isArray(payload)) throw problem(400, 'The payload in the JSON document should be a list of listens.');
  if (payload.length === 0) throw problem(400, 'JSON document does not contain any listens');
  if (payload.length > limits.perRequest) {
    throw problem(400, `Too many listens. You may not submit more than ${limits.perRequest} listens at once.`);
  }
  if (bytes.byteLength > payload.length * limits.listenBytes) {
    throw problem(400, `JSON document is too large. Each listens may not be larger than ${limits.listenBytes} bytes.`);
  }
  if (type === undefined) throw problem(400, 'Invalid JSON document submitted.');
  if (!TYPES.includes(type)) throw problem(400, 'JSON document requires a valid listen_type key.');
  if (type !== 'import' && payload.length > 1) {
    throw problem(400, 'JSON document contains more than listen for a single/playing_now. It should contain only one.');
  }
  for (const listen of payload) checkListen(listen, type, now);
  return { type, payload };
}

function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw problem(400, `Cannot parse JSON document: ${error.message}`);
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function checkListen(listen, type, now) {
  if (listen === null) throw problem(400, 'Listen is empty and cannot be validated.');
  // The server does not check these two types, and falls over.
  if (!isObject(listen)) throw problem(500, 'An unknown error occured.');
  const bad = (text) => problem(400, text, listen);
  if (type === 'playing_now') checkPlayingNow(listen, bad);
  else checkTimes(listen, now, bad);
  const track = listen.track_metadata;
  if (track === null) throw bad('JSON document may not have track_metadata with null value.');
  if (!isObject(track)) throw problem(500, 'An unknown error occured.');
  checkNames(track, bad);
  const info = track.additional_info;
  if (info === null || (info !== undefined && !isObject(info))) throw problem(500, 'An unknown error occured.');
  if (info) checkInfo(info, bad);
  checkText(listen, bad);
}

function checkTimes(listen, now, bad) {
  const at = listen.listened_at;
  if (at === undefined) throw bad('JSON document must contain the key listened_at at the top level.');
  const time = wholeNumber(at);
  if (time === undefined) throw bad('JSON document must contain an int value for listened_at.');
  if (time >= now / 1000 + limits.future) throw bad('Value for key listened_at is too high.');
  if (time < limits.oldest) {
    throw bad('Value for key listened_at is too low. listened_at timestamp should be greater than 1033410600 (2002-10-01 00:00:00 UTC).');
  }
  listen.listened_at = time;
  if (listen.track_metadata === undefined) throw bad('JSON document must contain the key track_metadata at the top level.');
  if (Object.keys(listen).length > 2) {
    throw bad('JSON document may only contain listened_at and track_metadata top level keys');
  }
}

function checkPlayingNow(listen, bad) {
  if (listen.listened_at !== undefined) throw bad('JSON document must not contain listened_at while submitting playing_now.');
  if (listen.track_metadata === undefined) throw bad('JSON document must contain the key track_metadata at the top level.');
  if (Object.keys(listen).length > 1) {
    throw bad('JSON document may only contain track_metadata as top level key when submitting playing_now.');
  }
}

function checkNames(track, bad) {
  for (const field of ['track_name', 'artist_name', 'release_name']) {
    if (track[field] === undefined) {
      if (field !== 'release_name') throw bad(`JSON document does not contain required field track_metadata.${field}.`);
      continue;
    }
    if (typeof track[field] !== 'string') throw bad(`track_metadata.${field} must be a single string.`);
    track[field] = track[field].trim();
    if (track[field]) continue;
    if (field !== 'release_name') throw bad(`field track_metadata.${field} is empty.`);
    delete track.release_name;
  }
}

function checkInfo(info, bad) {
  const { tags } = info;
  if (Array.isArray(tags)) {
    if (tags.length > limits.tags) throw bad(`JSON document may not contain more than ${limits.tags} items in track_metadata.additional_info.tags.`);
    if (tags.some((tag) => String(tag).length > limits.tagLength)) {
      throw bad(`JSON document may not contain track_metadata.additional_info.tags longer than ${limits.tagLength} characters.`);
    }
  }
  if (info.duration !== undefined && info.duration_ms !== undefined) {
    throw bad('JSON document should not contain both duration and duration_ms.');
  }
  for (const [field, most] of [['duration', limits.seconds], ['duration_ms', limits.seconds * 1000]]) {
    if (info[field] === undefined) continue;
    const length = wholeNumber(info[field], Number);
    if (length === undefined || length <= 0) throw bad(`Value for ${field} is invalid, should be a positive integer.`);
    if (length > most) throw bad(`Value for ${field} is too large, max permitted value is ${most}`);
    info[field] = length;
  }
  for (const field of ONE_MBID) {
    if (info[field] === undefined) continue;
    if (info[field] === null || info[field] === '') delete info[field];
    else if (!isUuid(info[field])) throw bad(`${field} MBID format invalid.`);
  }
  for (const field of MANY_MBIDS) {
    if (info[field] === undefined) continue;
    info[field] = Array.isArray(info[field]) ? info[field].filter(Boolean) : info[field] ?? [];
    if (info[field].length === 0) delete info[field];
    else if (!Array.isArray(info[field]) || !info[field].every(isUuid)) throw bad(`${field} MBID format invalid.`);
  }
}

function checkText(value, bad) {
  if (typeof value === 'string' && value.includes('\u0000')) throw bad(`${value} contains a unicode null`);
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) checkText(part, bad);
}

// What int() takes: whole-number text, or a number cut off after the point.
function wholeNumber(value, read = readInt) {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = read(value);
  return Number.isFinite(number) ? Math.trunc(number) : undefined;
}

const readInt = (text) => (/^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined);

const isUuid = (value) => typeof value === 'string' && /^[0-9a-f]{32}$/i.test(value.replace(/urn:|uuid:|[{}-]/g, ''));
