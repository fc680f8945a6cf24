// What the hub counts: the whole library, and the part that is looked at. It is counted anew when something came.

import { useEffect, useRef, useState } from 'preact/hooks';
import { onNews } from '../../follow.js';
import { hub } from '../../hub.js';
import { online, outbox } from '../../state.js';

export const ALL = 'all';

// Told of much at once, the hub counts once.
const REST = 2_000;

const standing = (sent) => sent?.entries.map(({ id, state }) => `${id} ${state}`).join();

// Whether a message of the hub means more plays. The outbox is told when one begins to listen, too.
function watch() {
  let known = standing(outbox.peek());
  return (message) => {
    if (message.type === 'import') return message.state === 'done';
    if (message.type === 'sync') return message.state === 'idle';
    if (message.type !== 'outbox') return false;
    const before = known;
    known = standing(message);
    return before !== undefined && before !== known;
  };
}

// The years in which something was, the newest first.
export const yearsIn = ({ months }) => [...new Set(months.map(({ from }) => from.slice(0, 4)))].sort().reverse();

const read = (year) => hub.call('GET', year === ALL ? 'stats' : `stats?from=${year}&to=${year}`);

// `wanted` is a year or `all`; without it, it is the newest year there is.
export function useStats(wanted) {
  const [whole, setWhole] = useState();
  const [kept, setKept] = useState({});
  const [problem, setProblem] = useState();
  const asked = useRef(0);

  async function load() {
    const turn = asked.current += 1;
    try {
      // The year that is asked for need not wait for the list of years.
      const early = wanted && wanted !== ALL ? read(wanted) : undefined;
      early?.catch(() => {});
      const all = await read(ALL);
      const year = wanted ?? yearsIn(all)[0] ?? ALL;
      const part = year === ALL ? all : await (early ?? read(year));
      if (asked.current !== turn) return;
      setWhole(all);
      setKept({ year, part });
      setProblem(undefined);
    } catch (error) {
      if (asked.current === turn) setProblem(error.message);
    }
  }

  useEffect(() => { load(); }, [wanted, online.value]);
  useEffect(() => {
    let timer;
    const brings = watch();
    const end = onNews((message) => {
      if (!brings(message)) return;
      clearTimeout(timer);
      timer = setTimeout(load, REST);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [wanted]);

  // What is kept of another year is not this one's.
  const fits = wanted === undefined || kept.year === wanted;
  return { whole, part: fits ? kept.part : undefined, year: wanted ?? kept.year, problem, again: load };
}
