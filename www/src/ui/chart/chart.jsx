// A picture with its title, what it shows in a sentence and in a table, and a way to take it along.

import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { warn } from '../../notices.js';
import { t } from '../../words/index.js';
import { savePng, saveSvg } from './save.js';
import './chart.css';

// `draw(width)` gives `{height, marks}`; `table` is `{head, rows}`; `hint` says what counts, `sum` what is to be seen.
export function Chart({ name, title, hint, sum, draw, table, children }) {
  const id = useId();
  const place = useRef();
  const svg = useRef();
  const width = useWidth(place);
  const [said, setSaid] = useState();
  const { height, marks } = width > 0 ? draw(width) : { height: 180, marks: [] };
  // Until another is pointed at, the words stay, for fingers that cover what they touch.
  const point = ({ target }) => setSaid(target.dataset?.said);

  async function save(how) {
    try {
      await how(svg.current, title, `playtally-${name}`);
    } catch (error) {
      warn(t('chart.not_saved', { why: error.message }));
    }
  }

  return (
    <figure class="chart" data-chart={name} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <div class="chart-save">
          <button type="button" aria-label={t('chart.png', { title })} onClick={() => save(savePng)}>PNG</button>
          <button type="button" aria-label={t('chart.svg', { title })} onClick={() => save(saveSvg)}>SVG</button>
        </div>
      </header>
      {hint && <p class="hint">{hint}</p>}
      <div class="chart-place" ref={place}>
        <svg
          ref={svg} role="img" aria-label={[title, sum].filter(Boolean).join('. ')} viewBox={`0 0 ${width || 1} ${height}`} width={width} height={height}
          onPointerMove={point} onPointerDown={point} onPointerLeave={({ pointerType }) => pointerType === 'mouse' && setSaid(undefined)}
        >
          {marks.map((mark, at) => <Mark key={at} {...mark} />)}
        </svg>
      </div>
      {sum && <p class="hint chart-said">{said ?? sum}</p>}
      {children}
      <Table title={title} {...table} />
    </figure>
  );
}

function Mark({ sort, tone, x, y, width, height, radius, said, anchor, size, text }) {
  if (sort === 'words') return <text class={`tone-${tone}`} x={x} y={y} text-anchor={anchor} font-size={size}>{text}</text>;
  return <rect class={`tone-${tone}`} x={x} y={y} width={width} height={height} rx={Math.min(radius, height / 2)} data-said={said} />;
}

// How much room there is, told anew when it changes.
function useWidth(place) {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => setWidth(Math.floor(place.current.clientWidth)), []);
  useEffect(() => {
    const watch = new ResizeObserver(([{ contentRect }]) => setWidth(Math.floor(contentRect.width)));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return width;
}

// What the picture shows, to be read; made when it is opened.
function Table({ title, head, rows }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('chart.table')}</summary>
      {open && (
        <div class="chart-table" tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead><tr>{head.map((cell) => <th key={cell} scope="col">{cell}</th>)}</tr></thead>
            <tbody>
              {rows.map(([first, ...rest], at) => (
                <tr key={at}><th scope="row">{first}</th>{rest.map((cell, column) => <td key={column}>{cell}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
