// A poster in its place; a drawn sign of its kind where there is none, so nothing moves when it comes.

import { useState } from 'preact/hooks';
import { Icon } from './icon.jsx';

const SIGNS = { track: 'track', book: 'book' };

// `path` as TMDB gives it, `/x.jpg`.
export function Poster({ path, kind, width = 46 }) {
  const [lost, setLost] = useState();
  const there = path && lost !== path;
  return (
    <span class="poster" data-kind={kind}>
      {there
        ? <img src={`/api/v1/metadata/image/w185${path}`} alt="" width={width} height={width * 1.5} loading="lazy" decoding="async" onError={() => setLost(path)} />
        : <Icon name={SIGNS[kind] ?? 'film'} />}
    </span>
  );
}
