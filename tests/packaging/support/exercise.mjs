// What every environment is asked: an id, a play that counts, and a refusal with its code.

export function exercise({ ScrobbleError, ScrobbleSession, isScrobbleError, parseVideoId, videoRule }) {
  const session = new ScrobbleSession({ rules: [videoRule(80, 0.5)] });
  const media = { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026 };
  const facts = [
    ...session.handle({ type: 'load', playId: 'play-1', media, duration: 100 }, 0),
    ...session.handle({ type: 'play', position: 0 }, 0),
  ];
  for (let second = 1; second < 100; second += 1) facts.push(...session.time(second, second * 1000));
  facts.push(...session.handle({ type: 'ended' }, 100_000));
  let refusal;
  try {
    session.handle({ type: 'no such event' }, 100_000);
  } catch (error) {
    refusal = error;
  }
  session.free();
  return {
    episode: parseVideoId('tt0903747:0:5'),
    facts: facts.map(fact => fact.type),
    credit: facts.at(-1).credit,
    refusal: refusal.code,
    ours: refusal instanceof Error && refusal instanceof ScrobbleError && isScrobbleError(refusal),
  };
}

/** What there is to answer. */
export const EXPECTED = {
  episode: { showId: 'tt0903747', season: 0, episode: 5 },
  facts: ['started', 'watched', 'stopped'],
  credit: 100_000,
  refusal: 'bad_input',
  ours: true,
};

/** What every environment is asked of a history: two sources as one, columns, and a refusal. */
export function exerciseHistory({ History, convertRating, isScrobbleError }) {
  const history = new History({ timeZone: 'UTC' });
  const at = Date.UTC(2026, 9, 1);
  const work = { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: 'tt99000001' } };
  history.add([{ listing: 'history', work, at }]);
  const told = [{ id: 1, watched_at: '2026-10-01T02:00:00.000Z', movie: { title: work.title, year: 2026, ids: { trakt: 9, imdb: 'tt99000001' } } }];
  const { whole } = history.read('trakt', 'history', JSON.stringify(told));
  let refusal;
  try {
    history.read('nobody', 'history', '[]');
  } catch (error) {
    refusal = isScrobbleError(error) ? error.code : error;
  }
  const [moment] = history.columns().moments;
  const said = { whole, plays: history.length, first: moment === at, trakt: history.item(0).ids.trakt, refusal, stars: convertRating(9, 'point10', 'halfStars') };
  history.free();
  return said;
}

/** What there is to answer. */
export const EXPECTED_HISTORY = { whole: true, plays: 1, first: true, trakt: 9, refusal: 'bad_input', stars: 4.5 };
