// The files that can be read, and where each comes from.

import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../words/index.js';

export const FORMATS = {
  letterboxd: { name: 'Letterboxd', page: 'https://letterboxd.com/settings/data/' },
  goodreads: { name: 'Goodreads', page: 'https://www.goodreads.com/review/import' },
  imdb: { name: 'IMDb', page: 'https://www.imdb.com/exports/' },
  netflix: { name: 'Netflix', page: 'https://www.netflix.com/viewingactivity' },
  tvtime: { name: 'TV Time' },
  trakt: { name: 'Trakt', page: 'https://trakt.tv/settings/data' },
  simkl: { name: 'Simkl', page: 'https://simkl.com/settings/' },
  myanimelist: { name: 'MyAnimeList', page: 'https://myanimelist.net/panel.php?go=export' },
  anilist: { name: 'AniList', page: 'https://anilist.co/settings/account' },
  lastfm: { name: 'Last.fm' },
  spotify: { name: 'Spotify', page: 'https://www.spotify.com/account/privacy/' },
  listenbrainz: { name: 'ListenBrainz', page: 'https://listenbrainz.org/settings/export/' },
  playtally: { name: 'playtally', page: '/settings' },
};

const shown = (page) => page.replace(/^https:\/\/(www\.)?/, '').replace(/\/$/, '');

// `open`: a file was not understood, so this is what helps.
export function Formats({ open }) {
  const place = useRef();
  useEffect(() => { if (open) place.current.open = true; }, [open]);
  return (
    <details class="formats" ref={place}>
      <summary>{t('import.formats')}</summary>
      <dl>
        {Object.entries(FORMATS).map(([id, { name, page }]) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd>{t(`import.from_${id}`)}{page && <> <Way page={page} /></>}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Way({ page }) {
  if (page.startsWith('/')) return <a href={page}>{t('frame.settings')}</a>;
  return <a href={page} target="_blank" rel="noreferrer">{shown(page)}</a>;
}
