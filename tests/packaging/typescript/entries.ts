// Each entry has its types; compiled, never run.

import { init } from 'playtally/core';
import { type Account, type OutboxOutput, Outbox, Playtally } from 'playtally/full';
import { Outbox as Inlined } from 'playtally/full/inline';
import { History, type Plan, convertRating } from 'playtally/history';
import { isImdbId } from 'playtally/inline';
import { HubSync } from 'playtally/sync';

export const loaded: Promise<void> = init(fetch('/core.wasm'));
export const yes: boolean = isImdbId('tt1');
export const outputs: OutboxOutput[] = new Outbox().handle({ type: 'wake' }, 0);
export const same: typeof Outbox = Inlined;
// @ts-expect-error there is no such input
new Outbox().handle({ type: 'sleep' }, 0);

export async function withoutHub(): Promise<Account> {
  using playtally = await Playtally.direct({ trakt: { clientId: 'test-client-1' }, listenbrainz: {} });
  // @ts-expect-error at ListenBrainz one signs in by a token
  playtally.signIn('listenbrainz');
  const { userCode, done } = await playtally.signIn('trakt');
  console.log(userCode.toUpperCase());
  return done;
}

export function sameToBoth(told: ArrayBuffer, before: Uint8Array): Plan {
  using ours = History.from(before);
  using theirs = new History({ timeZone: 'Europe/Berlin', sources: { 'service:trakt': { window: 'runtime' } } });
  const { whole } = theirs.read('trakt', 'history', told);
  for (const { at, work } of ours.plays({ from: new Date(0) })) console.log(at, work.kind === 'episode' ? work.show : work.kind);
  // @ts-expect-error there is no such service
  theirs.read('nobody', 'history', told);
  const stars: number | undefined = convertRating(9, 'point10', 'halfStars');
  console.log(stars, ours.columns().moments.length);
  return ours.plan('trakt', { theirs, before, whole });
}

export async function inStep(): Promise<number> {
  const sync = new HubSync({ autoSync: false });
  const { ids } = await sync.markWatched({ kind: 'movie', title: 'Lake' }, { at: 'undated' });
  await sync.rate({ kind: 'show', title: 'Slow Boats' }, 4.5, { outOf: 5 });
  const { pulled, pushed } = await sync.performSync();
  return pulled + pushed + ids.length;
}
