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
    job = (await me.get(`import/${id}`)).data.import;
    return states.includes(job.state);
  }, 8_000).catch(() => assert.fail(`never ${states}: ${JSON.stringify(job)}`));
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
});
