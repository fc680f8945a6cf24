// Plays by day. The page is as high as all of them; only those that are seen are in it.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { number } from '../../words/format.js';
import { t } from '../../words/index.js';
import { between, HEAD, including, layoutOf, ROW, topOf } from './layout.js';
import { Missing, Row } from './row.jsx';
import { dayTitle } from './when.js';

const BEYOND = 6 * ROW;
// Places that fly past are not asked for.
const RESTS_MS = 80;

export function Timeline({ list, selection, open }) {
  const { days, undated, rows } = list.shown.value;
  const layout = useMemo(() => layoutOf(days, undated), [days, undated]);
  const place = useRef();
  const [window_, setWindow] = useState({ from: 0, to: innerHeight });
  const [active, setActive] = useState(0);
  const wanted = useRef();
  const current = Math.min(active, layout.total - 1);

  useEffect(() => {
    let frame;
    const look = () => {
      frame = undefined;
      const { top } = place.current.getBoundingClientRect();
      setWindow({ from: -top, to: innerHeight - top });
    };
    const soon = () => { frame ??= requestAnimationFrame(look); };
    const listen = new AbortController();
    for (const event of ['scroll', 'resize']) addEventListener(event, soon, { passive: true, signal: listen.signal });
    look();
    return () => {
      listen.abort();
      cancelAnimationFrame(frame);
    };
  }, []);

  const seen = between(layout, window_.from - BEYOND, window_.to + BEYOND);
  const first = seen.length > 0 ? seen[0].section.first + seen[0].from : 0;
  const last = seen.length > 0 ? seen.at(-1).section.first + Math.max(0, seen.at(-1).to) : 0;
  useEffect(() => {
    const timer = setTimeout(() => list.need(first, Math.min(last, layout.total - 1)), RESTS_MS);
    return () => clearTimeout(timer);
  }, [first, last, rows]);

  // The row that has the focus stays, and a row that is gone to gets it once it is drawn.
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const button = place.current.querySelector(`[data-index='${wanted.current}'] .open`);
    if (!button) return;
    wanted.current = undefined;
    button.focus({ preventScroll: true });
  });

  function goTo(index) {
    const to = Math.max(0, Math.min(layout.total - 1, index));
    const listTop = place.current.getBoundingClientRect().top + scrollY;
    const top = listTop + topOf(layout, to);
    if (top - HEAD < scrollY) scrollTo({ top: top - HEAD });
    else if (top + 2 * ROW > scrollY + innerHeight) scrollTo({ top: top + 2 * ROW - innerHeight });
    wanted.current = to;
    setActive(to);
  }

  function onKeyDown(event) {
    if (!event.target.closest('.watched') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && selection.on) selection.end();
    const page = Math.max(1, Math.floor(innerHeight / ROW) - 1);
    const to = {
      ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: layout.total - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    goTo(to);
  }

  const drawn = including(layout, seen, current);
  return (
    <div class="timeline" ref={place} style={{ height: `${layout.height}px` }} data-selecting={selection.on} onKeyDown={onKeyDown}>
      {drawn.map(({ section, from, to, more }) => (
        <Day
          key={section.day ?? 'none'} section={section} places={[...Array.from({ length: to - from + 1 }, (_, at) => from + at), ...(more === undefined ? [] : [more])]}
          rows={rows} current={current} selection={selection} open={open} focus={setActive}
        />
      ))}
    </div>
  );
}

function Day({ section, places, rows, current, selection, open, focus }) {
  const { day, count, first, top } = section;
  const id = `day-${day ?? 'none'}`;
  return (
    <section class="day" aria-labelledby={id} style={{ top: `${top}px`, height: `${HEAD + count * ROW}px` }}>
      <h2 id={id} style={{ height: `${HEAD}px` }}>
        {dayTitle(day)} <span class="count">{t('history.plays', { count, said: number(count) })}</span>
      </h2>
      <ul>
        {places.map((at) => {
          const index = first + at;
          const play = rows[index];
          const where = { index, top: HEAD + at * ROW, height: ROW, place: at + 1, of: count };
          return play ? (
            <Row
              key={play.id} {...where} play={play} active={index === current} marked={selection.has(play.id)} selecting={selection.on}
              tick={selection.tick} open={open} focus={focus}
            />
          ) : <Missing key={index} {...where} />;
        })}
      </ul>
    </section>
  );
}
