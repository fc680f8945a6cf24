// Files people bring: every format, what is asked first, and runs that break off and go on.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { startWorld, until } from '../support/world.mjs';

const SAMPLES = new URL('../../src/history/formats/samples/', import.meta.url);
const sample = (name) => readFile(new URL(name, SAMPLES));

let world;
before(async () => { world = await startWorld(); });
after(() => world?.stop());

/** Somebody, with a file taken in as far as the preview. */
async function someone() {
  const me = world.person();
  await me.get('user/services');
  return me;
}

const upload = (me, file, query = '') => me.call('POST', `import${query}`, typeof file === 'string' ? Buffer.from(file) : file);

/** The import once it is in one of these states. */
async function reached(me, id, ...states) {
  let job;
  await until(async () => {
    // A connection may end with whatever it was used for before.
    const told = await me.get(`import/${id}`).catch(() => undefined);
    job = told?.data.import ?? job;
    return states.includes(job?.state);
  }, 300_000).catch(() => assert.fail(`never ${states}: ${JSON.stringify(job)}`));
  return job;
}

/** Takes a file in up to its preview, with these answers. */
async function preview(me, file, answers, query) {
  const { status, data } = await upload(me, file, query);
  assert.equal(status, 201, JSON.stringify(data));
  const { id } = data.import;
  let job = await reached(me, id, 'asking', 'ready');
  if (job.state === 'asking') {
    assert.ok(answers, `asked: ${JSON.stringify(job.asks)}`);
    const answered = await me.call('PATCH', `import/${id}`, { answers });
    assert.equal(answered.status, 200, JSON.stringify(answered.data));
    job = await reached(me, id, 'ready');
  }
  return job;
}

async function run(me, id) {
  const { status, data } = await me.post(`import/${id}/run`);
  assert.equal(status, 202, JSON.stringify(data));
  return reached(me, id, 'done');
}

async function rows(me, id, outcome) {
  const all = [];
  for (let from = 0; from !== null;) {
    const { data } = await me.get(`import/${id}/rows?from=${from}&limit=700${outcome ? `&outcome=${outcome}` : ''}`);
    all.push(...data.rows);
    from = data.next;
  }
  return all;
}

const library = async (me) => (await me.get('history?limit=1000')).data.plays;

/** A Netflix file of films, one a day. */
const films = (count, from = 0) => ['Title,Date', ...Array.from({ length: count }, (_, at) => {
  const day = new Date(Date.UTC(1990, 0, 1 + ((from + at) % 10_000))).toISOString().slice(0, 10);
  return `Slow Film Number ${from + at},${day}`;
})].join('\n');

describe('files', () => {
  test('every sample is what it is, and is taken in', async () => {
    const answers = { dayOrder: 'dayFirst', dates: { policy: 'undated' }, person: 'Kim' };
    for (const name of await readdir(SAMPLES)) {
      const me = await someone();
      // Some files are told apart by their names, too.
      const query = `?name=${name.replace('letterboxd_', '')}`;
      const job = await preview(me, await sample(name), answers, query);
      const format = name.split('_')[0].split('.')[0];
      assert.equal(job.format, format, name);
      const told = await rows(me, job.id);
      assert.equal(told.length, job.total, name);
      assert.ok(job.counts.new > 0 || job.counts.unclear > 0, `${name}: ${JSON.stringify(job.counts)}`);
      const done = await run(me, job.id);
      assert.equal(Object.values(done.counts).reduce((sum, one) => sum + one, 0), job.total, name);
      assert.equal(done.counts.new + done.counts.known, job.counts.new + job.counts.known, name);
      // What was taken in is known from then on.
      const again = await preview(me, await sample(name), answers, query);
      assert.equal(again.counts.new, 0, `${name}: ${JSON.stringify(again.counts)} ${JSON.stringify((await rows(me, again.id, 'new')).slice(0, 3))}`);
    }
  });

  test('what is none of them says what it looks like, and leaves nothing', async () => {
    const me = await someone();
    const refused = async (file, query, status, code, said) => {
      const { status: told, data } = await upload(me, file, query);
      assert.deepEqual([told, data.code], [status, code]);
      assert.match(data.detail, said);
    };
    await refused('', '', 422, 'unknown_file', /empty/);
    await refused(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), '', 422, 'unknown_file', /picture/);
    await refused('hello, this is a letter', '', 422, 'unknown_file', /./);
    await refused(films(3), '?format=letterboxd', 422, 'unknown_file', /a Netflix viewing history.*a Letterboxd export was expected/);
    await refused(films(3), '?format=vhs', 422, 'unknown_file', /no such format/);
    await refused(Buffer.alloc(26 << 20, 'a'), '', 413, 'payload_too_large', /25 MB/);
    assert.deepEqual((await me.get('import')).data.imports, []);
    const stranger = await world.person().call('POST', 'import', Buffer.from(films(1)));
    assert.deepEqual([stranger.status, stranger.data.code], [401, 'no_session']);
    for (const [method, path, body] of [
      ['GET', 'import/0000', undefined], ['GET', 'import/0000/rows', undefined], ['PATCH', 'import/0000', {}],
      ['POST', 'import/0000/run', undefined], ['POST', 'import/0000/cancel', undefined], ['DELETE', 'import/0000', undefined],
    ]) assert.equal((await me.call(method, path, body)).status, 404, `${method} ${path}`);
  });

  test('a file as large as may be comes in whole', async () => {
    const me = await someone();
    // One long row among the others: 24 MB.
    const file = `${films(10)}\n${'"'}${'long '.repeat(4_800_000)}${'"'},1991-01-01\n${films(10, 20).split('\n').slice(1).join('\n')}`;
    const { status, data } = await upload(me, file);
    assert.equal(status, 201, JSON.stringify(data));
    assert.equal(data.import.bytes, Buffer.byteLength(file));
    const job = await reached(me, data.import.id, 'ready');
    assert.equal(job.total, 21);
  });
});

describe('a preview', () => {
  test('asks what the file does not say, and takes other answers until it runs', async () => {
    const me = await someone();
    const { data } = await upload(me, 'Title,Date\nSea Clocks,03/04/2024\nRope,05/04/2024\n');
    const { id } = data.import;
    assert.equal(data.import.state, 'asking');
    assert.equal(data.import.asks.day_order, '03/04/2024');
    const early = await me.post(`import/${id}/run`);
    assert.deepEqual([early.status, early.data.code], [409, 'import_state']);
    const days = async (dayOrder) => {
      assert.equal((await me.call('PATCH', `import/${id}`, { answers: { dayOrder } })).status, 200);
      await reached(me, id, 'ready');
      return (await rows(me, id)).map(({ on }) => on);
    };
    assert.deepEqual(await days('dayFirst'), ['2024-04-03', '2024-04-05']);
    assert.deepEqual(await days('monthFirst'), ['2024-03-04', '2024-05-04']);
    for (const wrong of [{ answers: { dayOrder: 'yearFirst' } }, { choices: [{ row: 99 }] }, { choices: [{}] }, { choices: [{ outcome: 'new', work: { kind: 'movie', title: 'Rope', ids: {} } }] }, { nothing: 1 }, 'no json']) {
      const refused = await me.call('PATCH', `import/${id}`, wrong);
      assert.deepEqual([refused.status, refused.data.code], [400, 'bad_request'], JSON.stringify(wrong));
    }
    for (const query of ['from=x', 'limit=0', 'limit=1001', 'outcome=lost']) {
      assert.equal((await me.get(`import/${id}/rows?${query}`)).status, 400, query);
    }
    await run(me, id);
    const late = await me.call('PATCH', `import/${id}`, { answers: { dayOrder: 'dayFirst' } });
    assert.deepEqual([late.status, late.data.code], [409, 'import_state']);
    assert.deepEqual((await library(me)).map(({ watched_on: on }) => on).sort(), ['2024-03-04', '2024-05-04']);
  });

  test('is of what is new, and the person says what is unclear and what is wanted', async () => {
    const me = await someone();
    const job = await preview(me, await sample('netflix_history.csv'), { dayOrder: 'monthFirst' });
    const unclear = await rows(me, job.id, 'unclear');
    assert.equal(unclear.length, job.counts.unclear);
    const [first, second] = unclear;
    const choices = [{ row: first.row, work: first.outcome.candidates.at(-1), same: true }, ...(second ? [{ row: second.row }] : [])];
    const { data } = await me.call('PATCH', `import/${job.id}`, { choices });
    assert.ok(data.import.counts.unclear < job.counts.unclear);
    assert.ok(data.import.counts.new > job.counts.new);
    assert.deepEqual((await rows(me, job.id)).find(({ row }) => row === first.row).chosen, first.outcome.candidates.at(-1));
    const none = await me.call('PATCH', `import/${job.id}`, { listings: ['ratings'] });
    assert.deepEqual([none.data.import.counts.new, none.data.import.listings[0].wanted], [0, false]);
    await me.call('PATCH', `import/${job.id}`, { listings: ['history'] });
    const done = await run(me, job.id);
    assert.equal((await library(me)).length, done.counts.new);
  });
});

describe('rows of a preview', () => {
  test('are left out and taken back, one by one and all of a sort', async () => {
    const me = await someone();
    const job = await preview(me, await sample('netflix_history.csv'), { dayOrder: 'monthFirst' });
    const choose = async (...choices) => {
      const { status, data } = await me.call('PATCH', `import/${job.id}`, { choices });
      assert.equal(status, 200, JSON.stringify(data));
      return data.import.counts;
    };
    const { counts } = job;
    const [first] = await rows(me, job.id, 'new');
    assert.deepEqual(await choose({ row: first.row }), { ...counts, new: counts.new - 1, left_out: counts.left_out + 1 });
    assert.deepEqual(await choose({ row: first.row, back: true }), counts);
    const [unclear] = await rows(me, job.id, 'unclear');
    await choose({ row: unclear.row, work: unclear.outcome.candidates[0], same: true });
    assert.deepEqual(await choose({ row: unclear.row, same: true, back: true }), counts, 'it is unclear again');
    assert.deepEqual(await choose({ outcome: 'unclear' }), { ...counts, unclear: 0, left_out: counts.left_out + counts.unclear });
    assert.deepEqual(await choose({ outcome: 'left_out', back: true }), counts);
    await choose({ outcome: 'new' }, { row: first.row, back: true });
    await run(me, job.id);
    assert.equal((await library(me)).length, 1);
  });
});

describe('a run', () => {
  test('tells how far it is, and can be taken out again', async () => {
    const me = await someone();
    const page = await me.listen();
    const mine = await preview(me, films(30));
    await run(me, mine.id);
    // So many that they are told of on the way: what comes within a moment is told at once.
    const other = await preview(me, films(20_000, 20));
    assert.deepEqual(other.counts, { new: 19_990, known: 10, unclear: 0, refused: 0, left_out: 0 });
    await run(me, other.id);
    const told = () => page.messages.filter(({ type, id }) => type === 'import' && id === other.id);
    await until(() => told().some(({ state }) => state === 'done'));
    assert.ok(told().some(({ state }) => state === 'running' || state === 'comparing'), JSON.stringify(told()));
    page.socket.close();
    assert.equal((await me.get('import')).data.imports.length, 2);
    assert.equal((await me.call('DELETE', `import/${other.id}`)).status, 204);
    assert.equal((await library(me)).length, 30, 'what the other file brought stays');
    assert.equal((await me.call('DELETE', `import/${mine.id}?keep=true`)).status, 204);
    assert.equal((await library(me)).length, 30);
    assert.deepEqual((await me.get('import')).data.imports, []);
  });

  test('taken out again leaves what another file tells, too', async () => {
    const me = await someone();
    const one = await preview(me, films(30));
    await run(me, one.id);
    const other = await preview(me, films(30, 20));
    await run(me, other.id);
    assert.equal((await library(me)).length, 50);
    assert.equal((await me.call('DELETE', `import/${one.id}`)).status, 204);
    const left = (await library(me)).map(({ title }) => title).sort();
    assert.deepEqual(left, Array.from({ length: 30 }, (_, at) => `Slow Film Number ${20 + at}`));
  });

  test('two of one kind are never under way at once', async () => {
    const me = await someone();
    const one = await preview(me, films(60_000));
    const other = await preview(me, films(3_000, 5_000));
    assert.equal((await me.post(`import/${one.id}/run`)).status, 202);
    const second = await me.post(`import/${other.id}/run`);
    const third = await upload(me, films(5));
    assert.deepEqual([second.status, second.data.code], [409, 'import_running']);
    assert.deepEqual([third.status, third.data.code], [409, 'import_running']);
    await me.post(`import/${one.id}/cancel`);
    await reached(me, one.id, 'cancelled', 'done');
    assert.equal((await me.post(`import/${other.id}/run`)).status, 202);
    await reached(me, other.id, 'done');
  });

  test('goes on where it was cancelled', async () => {
    const me = await someone();
    const job = await preview(me, films(60_000));
    await me.post(`import/${job.id}/run`);
    await until(async () => (await me.get(`import/${job.id}`)).data.import.done > 0);
    const { data } = await me.post(`import/${job.id}/cancel`);
    assert.equal(data.import.state, 'cancelled');
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    assert.equal((await me.get(`import/${job.id}`)).data.import.done, data.import.done, 'it stays where it is');
    assert.equal((await me.post(`import/${job.id}/resume`)).status, 202);
    const done = await reached(me, job.id, 'done');
    assert.equal(done.counts.new, 60_000);
    const again = await preview(me, films(60_000));
    assert.deepEqual([again.counts.new, again.counts.known], [0, 60_000]);
  });
});

describe('a series that was marked in one go', () => {
  const row = (number, show) => ({
    id: 100 + number, watched_at: `2025-03-05T20:${20 + number}:00.000Z`, action: 'watch', type: 'episode',
    episode: { season: 1, number, title: `Part ${number}`, ids: {} }, show,
  });
  const known = { title: 'Harbour Lights', year: 2024, ids: { imdb: 'tt99000020' } };
  const named = { title: 'Harbour Lights', year: 2024, ids: { trakt: 777 } };
  const numbers = [1, 2, 3, 4, 5, 6];

  test('is shown on the days it was aired', async () => {
    const me = await someone();
    const job = await preview(me, JSON.stringify([...numbers.map((number) => row(number, known)), ...numbers.map((number) => row(10 + number, named))]));
    assert.deepEqual([job.format, job.counts.new, job.binges, job.as_aired], ['trakt', 12, 2, true]);
    await run(me, job.id);
    const told = await rows(me, job.id);
    assert.ok(told.every(({ at }) => new Date(at).toISOString().startsWith('2025-03-05')), 'the moments stay');
    const weeks = ['2024-09-02', '2024-09-09', '2024-09-16', '2024-09-23', '2024-09-30', '2024-10-07'];
    assert.deepEqual(told.slice(0, 6).map(({ shownOn }) => shownOn), weeks);
    assert.ok(told.slice(6).every(({ shownOn }) => !shownOn), 'nobody knows a show by its title alone');
    const kept = (await library(me)).filter((play) => play.shown_on);
    assert.deepEqual(kept.map((play) => play.shown_on).sort(), weeks);
  });

  test('stays on the day of that where the person says so', async () => {
    const me = await someone();
    const job = await preview(me, JSON.stringify(numbers.map((number) => row(number, known))));
    const { data } = await me.call('PATCH', `import/${job.id}`, { as_aired: false });
    assert.deepEqual([data.import.binges, data.import.as_aired], [1, false]);
    await run(me, job.id);
    assert.ok((await library(me)).every((play) => !play.shown_on));
  });
});

describe('a hub that is killed', () => {
  test('goes on by itself, and keeps each row once', async () => {
    const me = await someone();
    const COUNT = 20_000;
    const { data } = await upload(me, films(COUNT));
    const { id } = data.import;
    let kills = 0;
    const dying = async () => {
      await new Promise((resolve) => { setTimeout(resolve, 150 + Math.random() * 500); });
      await world.kill();
      kills += 1;
    };
    await dying();
    await reached(me, id, 'ready');
    assert.equal((await me.post(`import/${id}/run`)).status, 202);
    while (kills < 4) {
      await dying();
      if ((await me.get(`import/${id}`)).data.import.state === 'done') break;
    }
    // From here on nobody asks; the alarm brings it on its way.
    const done = await reached(me, id, 'done');
    assert.equal(done.counts.new, COUNT);
    const again = await preview(me, films(COUNT));
    assert.deepEqual([again.counts.new, again.counts.known], [0, COUNT]);
    assert.ok(kills >= 2);
  });
});
