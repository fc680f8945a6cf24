// A play in the list, or the place where one will be.

import { useEffect, useState } from 'preact/hooks';
import { Artwork } from '../../ui/artwork.jsx';
import { Poster } from '../../ui/poster.jsx';
import { t } from '../../words/index.js';
import { about, label } from '../../words/title.js';
import { originName } from './origin.js';
import { timeOf } from './when.js';

// Rows that fly past ask for no poster.
const STAYS_MS = 150;

export function Row({ play, index, place, of, height, top, active, marked, selecting, tick, open, focus }) {
  const { title, detail } = about(play.work);
  const origins = [...new Set(play.told_by.map(({ origin }) => originName(origin)))].join(', ');
  return (
    <li
      class="watched" data-index={index} data-marked={marked} style={{ top: `${top}px`, height: `${height}px` }}
      aria-posinset={place} aria-setsize={of} onFocusIn={() => focus(index)}
    >
      <input
        type="checkbox" class="mark-box" checked={marked} tabIndex={active ? 0 : -1} aria-label={t('history.select', { title: label(play.work) })}
        onClick={(event) => tick(index, event)}
      />
      <button
        type="button" class="open" tabIndex={active ? 0 : -1}
        onClick={(event) => (selecting || event.shiftKey ? tick(index, event) : open(play))}
        onContextMenu={(event) => { if (event.pointerType === 'touch') { event.preventDefault(); tick(index, event); } }}
      >
        <Picture work={play.work} />
        <span class="what">
          <b>{title}</b>
          <span class="detail">{detail}</span>
        </span>
        <span class="when">
          <span>{timeOf(play)}{play.rewatch && ` · ${t('history.rewatch')}`}</span>
          <span class="by">{origins}</span>
        </span>
      </button>
    </li>
  );
}

function Picture({ work }) {
  const [stays, setStays] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), STAYS_MS);
    return () => clearTimeout(timer);
  }, []);
  return stays ? <Artwork of={work} width={40} /> : <Poster kind={work.kind} width={40} />;
}

export function Missing({ index, height, top, place, of }) {
  return (
    <li class="watched missing" data-index={index} style={{ top: `${top}px`, height: `${height}px` }} aria-posinset={place} aria-setsize={of}>
      <span class="visually-hidden">{t('frame.loading')}</span>
    </li>
  );
}
