// Runs in the browser: a page that speaks to the services without a hub.

import * as playtally from '/playtally/full/browser.js';

// The services' hosts, on the sandbox's port.
window.start = async (sandbox, apps = {}) => {
  window.driver = await playtally.Playtally.direct({
    trakt: { clientId: 'page-trakt' },
    simkl: { clientId: 'page-simkl', appName: 'testpage' },
    listenbrainz: {},
    ...apps,
    request: (url, init) => fetch(url.replace('https://', `${sandbox}/`), init),
  });
  window.deliveries = [];
  window.driver.on('delivery', entry => window.deliveries.push(entry));
};

// Begins a sign-in by code, and tells in `window.signedIn` how it ended.
window.signIn = async (service) => {
  window.signing = await window.driver.signIn(service);
  window.signedIn = undefined;
  window.signing.done.then(
    account => {
      window.signedIn = account;
    },
    ({ code, provider }) => {
      window.signedIn = { code, provider };
    },
  );
  return { userCode: window.signing.userCode, url: window.signing.verificationUrl };
};

// Plays a file to its end, as fast as Chromium does.
window.play = async (file, media, rate = 16) => {
  const video = document.querySelector('video');
  video.muted = true;
  video.src = `/media/${file}`;
  window.player = window.driver.attach(video, media);
  video.defaultPlaybackRate = rate;
  video.playbackRate = rate;
  await video.play();
};

window.playtally = playtally;
window.lake = {
  kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: 'tt99000001', tmdb: 99000001 },
};
window.harbour = { kind: 'track', title: 'Harbour at Six', artist: 'The Demo Ensemble', album: 'Tidewater' };
document.documentElement.dataset.ready = 'yes';
