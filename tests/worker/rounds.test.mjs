// One person, a hub and six services, for real: they play, mark, rate, wish, love and take back, here
// and there, while answers are lost, services fail and workerd is killed. In the end every service holds
// what it keeps of the library, nothing was lost, doubled or resurrected, and nobody has anything to say.
//
// Ten rounds are told; `ROUNDS=100` tells more of them, `SEED` tells that one alone, or begins with it.
import { after, before, test } from 'node:test';
import { startWorld } from '../support/world.mjs';
import { Round } from './rounds/round.mjs';

let world;
before(async () => { world = await startWorld(); });
after(() => world?.stop());

const { SEED = 1, ROUNDS = process.env.SEED ? 1 : 10 } = process.env;
for (let seed = Number(SEED); seed < Number(SEED) + Number(ROUNDS); seed += 1) {
  test(`round ${seed}`, async (t) => {
    const round = new Round(world, seed);
    t.diagnostic(`SEED=${seed}, ${round.truth.mirrors ? 'mirrored' : 'nothing is copied from service to service'}`);
    try {
      await round.tell();
    } catch (error) {
      t.diagnostic(round.story.join('\n'));
      throw error;
    } finally {
      await round.leave();
    }
  });
}
