// A time zone as the runtime knows it: the object has no table of them.

const FORTNIGHT = 14 * 86_400_000;

/**
 * Its proper name, the seconds it is ahead of UTC in 1970, and from when on it is so many others,
 * until 2100; one after the other. Nothing where there is no such zone.
 */
export function offsets(name) {
  let format;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    return '';
  }
  const offset = (at) => {
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /GMT(?:(.)(\d+):(\d+)(?::(\d+))?)?/.exec(format.format(at));
    return (sign === '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + Number(seconds));
  };
  let before = offset(0);
  const told = [format.resolvedOptions().timeZone, before];
  for (let from = 0, end = Date.UTC(2101, 0); from < end;) {
    const next = from + FORTNIGHT;
    if (offset(next) === before) {
      from = next;
      continue;
    }
    let [low, high] = [from, next];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    before = offset(high);
    told.push(high / 1000, before);
    from = high;
  }
  return told.join(' ');
}
