// Each entry has its types; compiled, never run.

import { init } from 'playtally/core';
import { type Account, type OutboxOutput, Outbox, Playtally } from 'playtally/full';
import { Outbox as Inlined } from 'playtally/full/inline';
import { isImdbId } from 'playtally/inline';

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
