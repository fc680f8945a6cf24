// What a caller may write, and what the types refuse; compiled, never run.

import {
  type Fact, Playtally, ScrobbleSession, createVideoId, init, isScrobbleError, pair, parseVideoId, videoRule,
} from 'playtally';

export function watchedAt(session: ScrobbleSession, now: number): number | undefined {
  const facts: readonly Fact[] = session.handle({ type: 'play', position: 1 }, now);
  for (const fact of facts) if (fact.type === 'watched') return fact.watchedAt;
  // @ts-expect-error a fact that is not known to be `watched` has no such moment
  return facts[0]?.watchedAt;
}

export async function follow(element: HTMLMediaElement): Promise<number | undefined> {
  await init();
  const playtally = await Playtally.connect({ hub: '/api/v1', profile: 'main' });
  const player = playtally.attach(element, { kind: 'movie', title: 'Dune', ids: { imdb: 'tt1160419' } });
  player.load({ kind: 'episode', show: { ids: { tvdb: 81189 } }, season: 0, number: 1 });
  // @ts-expect-error an episode has a number
  player.load({ kind: 'episode', season: 1 });
  const silence = playtally.on('state', status => status === 'idle');
  silence();
  // @ts-expect-error there is no such event
  playtally.on('nothing', () => {});
  const { resume } = await playtally.state('tt1160419');
  return resume?.position ?? player.progress.share;
}

export async function elsewhere(hub: string, code: string): Promise<number> {
  const { token, device } = await pair({ hub, code, name: 'Living room' });
  using playtally = await Playtally.connect({ hub, token, autoSync: false });
  playtally.on('progress', ({ share, media }) => console.log(device.name, share, media.kind));
  return playtally.pending;
}

export const session = new ScrobbleSession({ rules: [videoRule(80, 0.5)] });
export const episode: number | undefined = parseVideoId('tt0903747:1:5')?.episode;
export const code = (error: unknown) => isScrobbleError(error) ? error.code : undefined;
// @ts-expect-error a video id has three parts
createVideoId('tt0903747');
