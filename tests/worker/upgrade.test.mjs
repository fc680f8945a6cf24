// Objects that an earlier hub left behind: each version of its tables becomes that of this one,
// and nothing in them is lost. `schemas/N.sql` is what came with version N, with rows in it.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { startWorld } from '../support/world.mjs';

const folder = new URL('./schemas/', import.meta.url);
const schemas = readdirSync(folder).sort((a, b) => parseInt(a) - parseInt(b)).map((name) => readFileSync(new URL(name, folder), 'utf8'));

let world;
let me;
let fresh;
before(async () => {
  world = await startWorld();
  me = world.person();
  await me.get('user/services');
  fresh = await tables();
});
after(() => world?.stop());

/** What the object's tables are made by. */
async function tables() {
  const made = await world.sql("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY name");
  return made.map(({ name, sql }) => [name, sql.replace('IF NOT EXISTS ', '')]);
}

test('every version has its schema here', async () => {
  const [{ version }] = await world.sql('SELECT max(version) AS version FROM versions');
  assert.equal(schemas.length - 1, version);
});

for (const version of schemas.keys()) {
  test(`version ${version}`, async () => {
    for (const [name, sql] of await tables()) if (sql.startsWith('CREATE TABLE')) await world.sql(`DROP TABLE ${name}`);
    for (const schema of schemas.slice(0, version + 1)) await world.sql(schema);
    await world.kill();
    const { plays } = (await me.get('history')).data;
    assert.deepEqual(plays.map(({ title }) => title).sort(), ['The Harbour Lights', 'The Long Way Round the Lake']);
    const [found, watched] = plays.sort((a, b) => a.title.localeCompare(b.title));
    assert.equal(found.work.ids.tmdb, 99000077, 'as the person said what it is');
    assert.deepEqual(plays.map(({ watched_at }) => watched_at), ['2024-06-05T20:02:24.000Z', '2024-06-05T20:02:24.000Z']);
    assert.deepEqual(watched.told_by.map(({ origin }) => origin).sort(), version < 2 ? ['player'] : ['player', 'service:trakt']);
    const { services } = (await me.get('user/services')).data;
    assert.deepEqual(services.filter(({ username }) => username).map(({ service, sync_ratings, state }) => [service, sync_ratings, state]), [['trakt', false, 'sign_in_again']]);
    assert.equal((await me.get('state')).data.continue[0].media.show.title, 'Slow Boats');
    assert.deepEqual(await tables(), fresh);
    await world.kill();
    assert.deepEqual((await me.get('history')).data.plays.length, 2);
  });
}
