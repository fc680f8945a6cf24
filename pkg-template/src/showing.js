// What the system's media keys and lock screen show of the item, where the page says nothing.

/** Shows it; returns what takes it away again. */
export function show(media, element) {
  const session = navigator.mediaSession;
  if (!session || session.metadata) return () => {};
  const metadata = new MediaMetadata({
    ...texts(media),
    artwork: element.poster ? [{ src: element.poster }] : [],
  });
  session.metadata = metadata;
  return () => {
    // The page may have its own by now.
    if (session.metadata === metadata) session.metadata = null;
  };
}

function texts({ kind, title, artist, album, show, season, number }) {
  if (kind !== 'episode') return { title, artist, album };
  const place = `${season}×${String(number).padStart(2, '0')}`;
  return { title: title ? `${place} ${title}` : place, artist: show?.title };
}
