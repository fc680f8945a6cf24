// What a person does to plays: each shown at once, with a way back.

import { change } from '../../change.js';
import { hub } from '../../hub.js';
import { say, warn } from '../../notices.js';
import { label } from '../../words/title.js';
import { t } from '../../words/index.js';
import { saidWhen } from './when.js';

// As many as the hub takes at once.
const AT_ONCE = 500;

function* lots(items) {
  for (let at = 0; at < items.length; at += AT_ONCE) yield items.slice(at, at + AT_ONCE);
}

// The id a player told it under; a mark has one, too, of which the hub knows no player.
const toldId = (play) => play.told_by.find(({ origin, id }) => origin === 'player' && id)?.id;

// A play as it is marked again: under its own id, or one that is the same each time.
export const again = (play) => ({
  work: play.work,
  play_id: toldId(play) ?? `again-${play.id}`,
  ...(play.rewatch && { rewatch: true }),
  ...saidWhen(play),
});

// Does several changes in order; whether the hub was told. What was shown is taken back where one is refused.
async function all(steps, show) {
  const back = show?.();
  let told = true;
  try {
    for (const [method, path, body] of steps) {
      if (await change(method, path, body) === undefined) told = false;
    }
    return told;
  } catch (error) {
    back?.();
    throw error;
  }
}

const removal = (ids) => [...lots(ids)].map((some) => ['DELETE', 'history', { ids: some }]);
const marking = (plays) => [...lots(plays)].map((some) => ['POST', 'history', { plays: some }]);

// Says what went wrong; everything else looks as it did.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    warn(error.message);
    return undefined;
  }
}

const named = (plays) => ({ count: plays.length, title: label(plays[0].work) });

export const remove = (list, plays) => attempt(async () => {
  let back;
  const ids = plays.map(({ id }) => id);
  const show = () => (back = list.take(new Set(ids)));
  if (await all(removal(ids), show)) list.reload();
  say(t('history.removed', named(plays)), {
    undo: () => attempt(async () => {
      if (await all(marking(plays.map(again)), () => { back(); return () => list.take(new Set(ids)); })) await list.reload();
    }),
  });
});

// Puts one play in the place of another; the ids of the new one.
async function exchange(list, play, next) {
  await all(removal([play.id]), () => list.take(new Set([play.id])));
  let answer;
  try {
    answer = await change('POST', 'history', { plays: [next] });
  } catch (error) {
    // The old one comes back.
    await all(marking([again(play)]));
    await list.reload();
    throw error;
  }
  if (answer) await list.reload();
  return answer?.ids[0];
}

// A title is wrong wherever it is wrong: of an episode that is the same of another series, for the whole series.
function wideOf({ work: was }, work) {
  const same = work.kind === 'episode' && was.kind === 'episode' && work.season === was.season && work.number === was.number;
  return same ? { kind: 'show', ...work.show } : work;
}

// From now on what was told as this play is `work`; what takes that back. Nothing where no player told it, or
// the hub keeps no such correction: then this play alone is corrected.
async function remember(play, work) {
  const id = toldId(play);
  if (!id) return undefined;
  try {
    const { corrections: before } = await hub.corrections();
    const { key } = await hub.call('PUT', 'corrections', { play_id: id, work: wideOf(play, work) });
    const old = before.find((one) => one.key === key && !one.left_out);
    return () => (old ? hub.correct(old.source, old.work) : hub.takeBack(key));
  } catch {
    return undefined;
  }
}

// `what` of it is another: `work`, or when it was. Throws what the hub says against it.
export async function correct(list, play, what) {
  const { watched_at, watched_on, ...rest } = again(play);
  const when = what.watched_at ? { watched_at: what.watched_at } : { ...(watched_at && { watched_at }), ...(watched_on && { watched_on }) };
  const unlearn = what.work && await remember(play, what.work);
  let id;
  try {
    id = await exchange(list, play, { ...rest, work: what.work ?? play.work, ...when });
  } catch (error) {
    await unlearn?.();
    throw error;
  }
  say(t(unlearn ? 'history.corrected_for_good' : 'history.corrected'), {
    undo: () => attempt(async () => {
      await unlearn?.();
      if (id) await change('DELETE', 'history', { ids: [id] });
      if (await all(marking([again(play)]))) await list.reload();
    }),
  });
  return id;
}

// Marks plays as watched; throws what the hub says against it.
export async function mark(list, works, when) {
  const plays = works.map((work) => ({ work, play_id: crypto.randomUUID(), ...when }));
  const answer = await change('POST', 'history', { plays });
  if (answer) list.reload();
  say(t('history.marked', { count: works.length, title: label(works[0]) }), {
    undo: answer && (() => attempt(async () => {
      if (await all(removal(answer.ids))) await list.reload();
    })),
  });
}
