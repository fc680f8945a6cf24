// In Node: how a play is counted, with a clock of one's own.

import { ScrobbleSession, videoRule } from 'playtally';

const session = new ScrobbleSession({ rules: [videoRule(80, 0.5)] });
const tell = (second, facts) => {
  for (const fact of facts) console.log(`minute ${second / 60}: ${fact.type}`);
};

session.handle({
  type: 'load',
  playId: 'play-1',
  media: { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026 },
  duration: 5400,
}, 0);
tell(0, session.handle({ type: 'play', position: 0 }, 0));
for (let second = 10; second < 5400; second += 10) {
  tell(second, session.time(second, second * 1000));
}
tell(5400, session.handle({ type: 'ended' }, 5_400_000));
session.free();
