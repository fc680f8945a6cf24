// Media and works as a person reads them: a title, and a line below it.

import { t } from './index.js';

// What stands where there is no title: the first id, as `imdb tt0903747`.
const titled = (title, ids) => title || Object.entries(ids ?? {})[0]?.join(' ') || t('title.untitled');

export function about(media) {
  switch (media.kind) {
    case 'movie':
      return { title: titled(media.title, media.ids), detail: t('title.film', media) };
    case 'show':
      return { title: titled(media.title, media.ids), detail: [t('title.series'), media.year].filter(Boolean).join(', ') };
    case 'season':
      return { title: titled(media.show?.title, media.show?.ids), detail: `S${media.number}` };
    case 'episode': {
      const place = `S${media.season} E${media.number}`;
      return { title: titled(media.show?.title, media.show?.ids ?? media.ids), detail: media.title ? `${place} – ${media.title}` : place };
    }
    default:
      return { title: titled(media.title, media.ids), detail: [media.artist ?? media.authors?.join(', '), media.album].filter(Boolean).join(' – ') };
  }
}

// One line for a choice or an announcement.
export function label(media) {
  const { title, detail } = about(media);
  if (media.kind === 'episode' || media.kind === 'season') return `${title}, ${detail}`;
  return detail ? `${title} (${detail})` : title;
}
