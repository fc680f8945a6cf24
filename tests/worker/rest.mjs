// Lets time pass for what waits for a moment, never while a request is under way.
import { until } from '../support/world.mjs';

const MOVING = ['waiting', 'sending', 'checking'];

/** Leaps to what the entries of the outbox wait for, until none is on its way any more; the entries. */
export async function rest(world, me) {
  await until(async () => {
    const { entries } = (await me.get('outbox')).data;
    const open = entries.filter(({ state }) => MOVING.includes(state));
    const leap = Math.min(...open.map(({ next_at: next }) => Date.parse(next ?? 0))) - world.now();
    if (open.length > 0 && leap > 0 && open.every(({ state }) => state !== 'sending')) await world.advance(leap + 100);
    return open.length === 0;
  });
  return me.settled();
}
