import { playing, signedIn } from './server.js';

export const emby = {
  id: 'emby',
  name: 'Emby',
  match: ['*://app.emby.media/*'],
  is: page => page.meta('application-name') === 'Emby' || page.kept('servercredentials3') !== undefined,
  kind: 'any',
  asks: true,
  checked: '2025-10',
  sources: ['PreMiD/Presences websites/E/Emby', 'web-scrobbler/web-scrobbler src/connectors/emby.ts'],
  player: 'video.htmlvideoplayer, audio.mediaPlayerAudio, .htmlVideoPlayerContainer video',
  preview: '.backgroundVideo',
  parts: { player: '.htmlvideoplayer, .mediaPlayerAudio' },
  place: (page, element) => element?.currentSrc,
  read(page) {
    const server = signedIn(page, 'servercredentials3');
    const device = page.kept('_deviceId2');
    return server && device ? playing(page, server, device, token => ({ 'x-emby-token': token })) : undefined;
  },
};
