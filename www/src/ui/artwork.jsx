// The poster of a work, looked up in the catalogue once it comes into view; its sign until then, and where there is none.

import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { detailsOf } from '../details.js';
import { hub } from '../hub.js';
import { Attribution } from './attribution.jsx';
import { Poster } from './poster.jsx';

// Questions to the catalogue at once: a list of plays must hold up nothing else.
const AT_ONCE = 3;
const SHOWN = ['movie', 'episode', 'show', 'season'];

// The notice of the catalogue that posters came from.
const credit = signal();
const found = new Map();
const queue = [];
let asking = 0;
// A hub without a catalogue is asked once.
let closed = false;

// `or` is the notice for what else is shown from there.
export const ArtworkCredit = ({ or }) => <Attribution of={credit.value ?? or} />;

// What stands for a work: the film, or the series an episode is of.
const subject = (work) => (work.show ? { ...work.show, kind: 'show' } : work);

const keyOf = ({ kind, title, year, ids }) => JSON.stringify([kind, ids?.tmdb ?? ids?.imdb ?? ids?.tvdb ?? [title, year]]);

function next() {
  while (asking < AT_ONCE && queue.length > 0) {
    asking += 1;
    const { about, done } = queue.shift();
    lookUp(about).then(done, ({ code }) => {
      if (code === 'not_configured') closed = true;
      // Whoever comes to see it next asks again.
      else if (code !== 'unknown_title') found.delete(keyOf(about));
      done();
    }).finally(() => {
      asking -= 1;
      next();
    });
  }
}

function posterOf(about) {
  const key = keyOf(about);
  if (!found.has(key)) {
    found.set(key, new Promise((done) => {
      queue.push({ about, done });
      next();
    }));
  }
  return found.get(key);
}

async function lookUp(about) {
  if (closed) return undefined;
  const { kind, title, year } = about;
  const details = await detailsOf(about);
  if (details) {
    credit.value ??= details.attribution;
    return details.poster;
  }
  if (!title) return undefined;
  const { titles = [], attribution } = await hub.call('GET', `metadata/search?q=${encodeURIComponent(title)}&kind=${kind === 'movie' ? 'movie' : 'tv'}`);
  credit.value ??= attribution;
  // One that is only alike has another's face.
  const same = ({ work }) => work.title.toLowerCase() === title.toLowerCase() && (!year || !work.year || work.year === year);
  return titles.find(same)?.poster;
}

export function Artwork({ of: work, width }) {
  const place = useRef();
  const [path, setPath] = useState();
  const about = subject(work);
  const key = keyOf(about);
  useEffect(() => {
    if (!SHOWN.includes(about.kind)) return undefined;
    let gone = false;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      posterOf(about).then((poster) => { if (!gone) setPath(poster); });
    }, { rootMargin: '200px' });
    seen.observe(place.current);
    return () => {
      gone = true;
      seen.disconnect();
    };
  }, [key]);
  return <span class="artwork" ref={place}><Poster path={path} kind={work.kind} width={width} /></span>;
}
