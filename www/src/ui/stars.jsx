// A rating in halves of five stars: by mouse, by finger, by arrow keys. Nothing chosen is no rating.

import { useEffect, useRef, useState } from 'preact/hooks';
import { number } from '../words/format.js';
import { t } from '../words/index.js';

// A hub's rating is of 100.
const HALF = 10;
// Whoever moves through the stars by keyboard means the last one.
const SETTLES_MS = 500;

const STAR = 'M12 2.500l2.900 6 6.600.900-4.800 4.600 1.200 6.600L12 17.400l-5.900 3.200 1.200-6.600-4.800-4.600 6.600-.900z';

// `rating` is what the hub has; `rate` is called with the new one, `undefined` to take it back. `of` names what is rated.
export function Stars({ rating, rate, of, disabled }) {
  const [shown, setShown] = useState();
  const settling = useRef();
  // What is chosen, and not said yet.
  const meant = useRef();
  const saved = Math.round((rating ?? 0) / HALF);
  const value = shown ?? saved;
  // What is chosen since stands.
  useEffect(() => { if (!meant.current) setShown(undefined); }, [rating]);
  // Whoever leaves at once means it, too.
  useEffect(() => () => meant.current?.(), []);

  function settle({ target }) {
    const wanted = Number(target.value);
    setShown(wanted);
    clearTimeout(settling.current);
    meant.current = () => {
      clearTimeout(settling.current);
      meant.current = undefined;
      if (wanted !== saved) rate(wanted > 0 ? wanted * HALF : undefined);
    };
    settling.current = setTimeout(() => meant.current?.(), SETTLES_MS);
  }

  const said = value > 0 ? t('stars.value', { stars: number(value / 2), count: value / 2 }) : t('stars.none');
  return (
    <span class="stars" title={said} data-value={value}>
      {[1, 2, 3, 4, 5].map((star) => (
        <svg key={star} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path class="star" d={STAR} />
          {value >= 2 * star - 1 && <path class="star lit" data-half={value === 2 * star - 1} d={STAR} />}
        </svg>
      ))}
      <input
        type="range" min="0" max="10" step="1" value={value} disabled={disabled} aria-label={t('stars.label', { of })} aria-valuetext={said}
        onInput={({ target }) => setShown(Number(target.value))} onChange={settle}
      />
    </span>
  );
}
