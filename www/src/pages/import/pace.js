// How quick rows come, from what came lately.

// What is older says nothing of now.
const LATELY_MS = 8_000;

// `seen` are `{at, done}`, the oldest first. Seconds left are whole; nothing where it is not known yet.
export function paceOf(seen, total) {
  const last = seen.at(-1);
  if (!last) return {};
  const first = seen.find(({ at }) => at >= last.at - LATELY_MS);
  const seconds = (last.at - first.at) / 1000;
  const rows = last.done - first.done;
  if (seconds <= 0 || rows <= 0) return {};
  const perSecond = rows / seconds;
  return { perSecond, left: Math.ceil((total - last.done) / perSecond) };
}
