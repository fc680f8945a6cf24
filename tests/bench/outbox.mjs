// A finished film put into the core's outbox for Trakt and Simkl, through the border,
// beside a queue in plain JavaScript. Nothing is answered: each round leaves an evening's
// plays waiting.
import { best, row } from './numbers.mjs';
import { PlainQueue } from './plain-queue.mjs';

const PLAYS = 20;
const QUEUES = 50;
const START = Date.UTC(2026, 0, 1);
const LENGTH = 6000;
const RULE = { id: 'video:80:0.5', type: 'video', percent: 80, factor: 0.5 };
const DESTINATIONS = ['trakt', 'simkl', 'listenbrainz'].map((service) => ({
  id: `main/${service}`, service, clientId: 'bench', rule: RULE.id,
}));

export async function outbox() {
  const { Outbox } = await import('../../target/package/dist/full/node.js');
  return [row('outbox, a film for two services', enqueue(Outbox), 'µs', { peer: enqueue(PlainQueue) })];
}

function enqueue(Queue) {
  const plays = Array.from({ length: PLAYS }, (_, number) => play(number));
  return best(PLAYS * QUEUES, () => {
    const queues = Array.from({ length: QUEUES }, () => {
      const queue = new Queue();
      queue.handle({ type: 'destinations', destinations: DESTINATIONS }, START);
      return queue;
    });
    return {
      work() {
        for (const queue of queues) {
          for (const facts of plays) {
            for (const fact of facts) queue.handle({ type: 'fact', fact }, fact.at);
          }
        }
      },
      check() {
        const kept = queues.map((queue) => queue.entries.length);
        for (const queue of queues) queue.free();
        return kept.every((entries) => entries === 2 * PLAYS);
      },
    };
  });
}

/** The facts of a film seen to its end. */
function play(number) {
  const startedAt = START + number * LENGTH * 1000;
  const fact = (seq, share, more) => ({
    playId: `play-${number}`, seq, startedAt, at: startedAt + share * LENGTH * 1000,
    media: { kind: 'movie', title: `Film ${number}`, year: 2026, ids: { imdb: `tt990001${number}` } },
    position: share * LENGTH, duration: LENGTH, rate: 1, credit: share * LENGTH * 1000, wall: share * LENGTH * 1000,
    rulesMet: [RULE.id], ...more,
  });
  const watched = fact(2, 0.8, { type: 'watched', rule: RULE, watchedAt: startedAt + 0.8 * LENGTH * 1000 });
  return [watched, fact(3, 1, { type: 'stopped' })];
}
