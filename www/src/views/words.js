// Puts things into words: lengths, moments, items and rules.

export function length(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

// A moment of today by its time, another one with its day.
export function moment(when, now = new Date()) {
  const date = new Date(when);
  return (date.toDateString() === now.toDateString() ? TIME : DAY).format(date);
}

const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

export const day = (when) => DATE.format(new Date(when));

export function until(when, now = new Date()) {
  const seconds = Math.ceil((new Date(when) - now) / 1000);
  if (seconds <= 1) return 'in a moment';
  return seconds < 60 ? `in ${seconds} s` : `at ${moment(when, now)}`;
}

// What stands where there is no title: the first id, as `imdb tt0903747`.
function titled(title, ids) {
  return title || Object.entries(ids ?? {})[0]?.join(' ') || 'Without a title';
}

export function about(media) {
  switch (media.kind) {
    case 'movie':
      return { title: titled(media.title, media.ids), detail: media.year ? `Film, ${media.year}` : 'Film' };
    case 'episode': {
      const place = `S${media.season} E${media.number}`;
      return { title: titled(media.show?.title, media.show?.ids ?? media.ids), detail: media.title ? `${place} – ${media.title}` : place };
    }
    default:
      return { title: media.title, detail: [media.artist, media.album].filter(Boolean).join(' – ') };
  }
}

// One line for a choice or an announcement.
export function label(media) {
  const { title, detail } = about(media);
  return media.kind === 'episode' ? `${title}, ${detail}` : `${title} (${detail})`;
}

// A work a title may stand for: a film, a series or a part of one, a track.
export function named({ kind, title, year, show, season, number, artist }) {
  const parts = {
    show: [title, year && `(${year})`, 'series'],
    season: [show?.title, `S${number}`],
    episode: [show?.title, `S${season} E${number}`],
    track: [title, artist && `– ${artist}`],
  };
  return (parts[kind] ?? [title, year && `(${year})`]).filter(Boolean).join(' ');
}

export function rule(test) {
  if (test.type === 'music') {
    const minutes = test.seconds / 60;
    const share = test.percent === 50 ? 'half' : `${test.percent} %`;
    return `after ${share} of a track or ${minutes} minutes`;
  }
  const half = test.factor === 0.5 ? 'half' : `${Math.round(test.factor * 100)} %`;
  return test.factor > 0 ? `at ${test.percent} %, with ${half} of that played` : `at ${test.percent} %`;
}
