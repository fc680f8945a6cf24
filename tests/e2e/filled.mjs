// An account that has something of everything, so that every page has something to show.
import assert from 'node:assert/strict';
import { sampleHistory } from '../../www/src/first-run/sample.js';
import { film, play, track, until } from '../support/world.mjs';

const HOUR = 3_600;
const inception = { kind: 'movie', title: 'Inception', year: 2010, ids: { tmdb: 27205, imdb: 'tt1375666' } };
const matrix = { kind: 'movie', title: 'The Matrix', year: 1999, ids: { tmdb: 603, imdb: 'tt0133093' } };
const several = { kind: 'movie', title: 'The Thing', ids: {} };
const unclear = ['Title,Date', 'Sea Clocks,2024-04-03', 'Rope,2024-04-05', '"Tides: Ebb",2024-04-06', 'Nobody,soon'].join('\n');

/** The newest of the sample's plays, and what is rated. */
function sample(plays = 400) {
  const { rows, ...file } = JSON.parse(sampleHistory(Date.now()));
  const rated = rows.filter(({ listing }) => listing === 'ratings').slice(0, 60);
  return JSON.stringify({ ...file, rows: [...rows.filter(({ listing }) => listing === 'history').slice(-plays), ...rated] });
}

/** The facts of a play that is at a share of its hour just now. */
function going(media, share) {
  const at = Date.now();
  const { started, stopped } = play(media, { at: at + (1 - share) * HOUR * 1_000, duration: HOUR });
  const place = { at, position: share * HOUR, credit: share * HOUR * 1_000, wall: share * HOUR * 1_000, rulesMet: [] };
  return { started: { ...started, ...place }, stopped: { ...stopped, ...place } };
}

/** Asks the hub as this person's page does. */
export async function ask({ context }, { origin }, method, path, data) {
  const answer = await context.request.fetch(`${origin}/api/v1/${path}`, { method, data, headers: { origin } });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()}`);
  return answer.status() === 204 ? undefined : answer.json();
}

/** Fills the account of somebody who has Trakt and Simkl connected; Trakt does not answer any more afterwards. */
export async function fill({ world }, someone) {
  const call = (...said) => ask(someone, world, ...said);
  const tell = (...facts) => call('POST', 'scrobble', { facts });
  const stands = (...states) => until(async () => (await call('GET', 'outbox')).entries.some(({ state, reason }) => reason && states.includes(state)));

  const stateOf = async (id) => (await call('GET', 'import')).imports.find((job) => job.id === id).state;
  const bring = async (name, text) => {
    const { import: { id } } = await call('POST', `import?name=${name}`, Buffer.from(text));
    await until(async () => (await stateOf(id)) === 'ready');
    return id;
  };
  const whole = await bring('sample.json', sample());
  await call('POST', `import/${whole}/run`);
  await until(async () => (await stateOf(whole)) === 'done');
  await bring('netflix.csv', unclear);
  await call('POST', 'watchlist', { works: [inception] });

  for (const name of ['The kitchen', 'The browser of the big screen in the living room']) {
    const { code } = await call('POST', 'user/devices', {});
    const paired = await fetch(`${world.origin}/api/v1/pair`, {
      method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://player.example' }, body: JSON.stringify({ code, name }),
    });
    assert.equal(paired.status, 201);
  }
  const half = going(inception, 0.4);
  await tell(half.started);
  await tell(half.stopped);
  await tell(going(matrix, 0.3).started);
  const asked = play(several, { duration: 106 * 60 });
  await tell(asked.watched, asked.stopped);

  const arrives = play(track);
  await tell(arrives.watched, arrives.stopped);
  await world.control('faults', { host: 'api.trakt.tv', path: '/scrobble/stop', kind: 'status', status: 404 });
  const dies = play(film);
  await tell(dies.watched, dies.stopped);
  await stands('dead');
  await world.control('faults', { host: 'api.trakt.tv', kind: 'status', status: 503, times: 10_000 });
  const waits = play(matrix, { duration: 136 * 60 });
  await tell(waits.watched, waits.stopped);
  await stands('waiting', 'checking');
}
