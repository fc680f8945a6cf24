import { playing, signedIn } from './server.js';

export const jellyfin = {
  id: 'jellyfin',
  name: 'Jellyfin',
  // Servers stand anywhere: the page says what it is.
  match: [],
  is: page => page.meta('application-name') === 'Jellyfin' || page.kept('jellyfin_credentials') !== undefined,
  kind: 'any',
  asks: true,
  checked: '2026-06',
  sources: ['PreMiD/Activities websites/J/Jellyfin', 'jellyfin/jellyfin-web src/components/apphost.js'],
  player: 'video.htmlvideoplayer, audio.mediaPlayerAudio',
  preview: '.backgroundVideo, .itemVideo',
  parts: { player: '.htmlvideoplayer, .mediaPlayerAudio' },
  // The address names no item while it plays: asked again with each source.
  place: (page, element) => element?.currentSrc,
  read(page) {
    const server = signedIn(page, 'jellyfin_credentials');
    const device = page.kept('_deviceId2');
    return server && device
      ? playing(page, server, device, token => ({ authorization: `MediaBrowser Token="${token}"` }))
      : undefined;
  },
};
