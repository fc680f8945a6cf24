// Runs in the browser, in a page whose policy refuses wasm: a player of a hub elsewhere.

import * as playtally from '/playtally/browser.js';

window.facts = [];
window.start = async (hub, token) => {
  window.driver = await playtally.Playtally.connect({ hub, token });
  // How it stood with each.
  window.told = [];
  window.driver.on('fact', (fact) => {
    const { phase, threshold } = window.player.progress;
    window.facts.push(fact);
    window.told.push([phase, threshold]);
  });
};
window.play = async (file, media) => {
  const video = document.querySelector('video');
  video.muted = true;
  video.src = `/media/${file}`;
  window.player = window.driver.attach(video, media);
  video.defaultPlaybackRate = 16;
  video.playbackRate = 16;
  await video.play();
};
window.playtally = playtally;
document.documentElement.dataset.ready = 'yes';
