// What a large import costs the hub: processor time, and the memory its inspector tells of.
import { setTimeout as sleep } from 'node:timers/promises';
import { startStage } from './hub-stage.mjs';
import { row } from './numbers.mjs';

const ROWS = 100_000;
const LOOKS_MS = 100;

export async function library() {
  const stage = await startStage({ inspected: true });
  try {
    const me = stage.person();
    await me.get('user/services');
    const [before, heap] = [await stage.cpu(), watch(stage)];
    let ready;
    try {
      ready = await imported(stage, me);
    } finally {
      await heap.stop();
    }
    const done = await stage.cpu();
    return [
      row('hub, import of 100,000 plays to its preview, CPU', (ready.all - before.all) / 1000, 's'),
      row('hub, the whole import, CPU', (done.all - before.all) / 1000, 's', { budget: 60 }),
      row('hub, most memory meanwhile, by its inspector', (heap.most() + await stage.wasm()) / 1e6, 'MB', { budget: 128 }),
      row('hub, stored of 100,000 plays and their file', await stage.stored() / 1e6, 'MB'),
    ];
  } finally {
    await stage.stop();
  }
}

/** Brings a file and runs its import; the processor time that was spent when it was seen. */
async function imported(stage, me) {
  const { data } = await me.call('POST', 'import?name=ViewingActivity.csv', Buffer.from(viewed()));
  const { id } = data.import;
  await reached(me, id, 'ready');
  const ready = await stage.cpu();
  const { status } = await me.post(`import/${id}/run`);
  if (status !== 202) throw new Error('the import did not begin');
  const { counts } = await reached(me, id, 'done');
  const { data: { plays } } = await me.get('history?limit=50');
  if (counts.new !== ROWS || plays.length !== 50) throw new Error(`not all is there: ${JSON.stringify(counts)}`);
  return ready;
}

/** A Netflix file of twenty thousand films, each seen five times in 27 years. */
function viewed() {
  const lines = Array.from({ length: ROWS }, (_, at) => {
    const day = new Date(Date.UTC(1998, 0, 1 + Math.floor(at / 10))).toISOString().slice(0, 10);
    return `Slow Film Number ${at % 20_000},${day}`;
  });
  return ['Title,Date', ...lines].join('\n');
}

/** Looks again and again how much the hub holds. */
function watch(stage) {
  let [most, on] = [0, true];
  const looking = (async () => {
    while (on) {
      most = Math.max(most, await stage.heap());
      await sleep(LOOKS_MS);
    }
  })();
  return {
    async stop() {
      on = false;
      await looking;
    },
    most: () => most,
  };
}

async function reached(me, id, ...states) {
  for (;;) {
    const { data } = await me.get(`import/${id}`);
    if (states.includes(data.import.state)) return data.import;
    if (['failed', 'cancelled'].includes(data.import.state)) throw new Error(JSON.stringify(data.import));
    await sleep(LOOKS_MS);
  }
}
