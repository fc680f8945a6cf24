// Runs in the browser: the package, and a media element that does what a test says.

import * as playtally from '/playtally/browser.js';

export class FakeMedia extends EventTarget {
  currentTime = 0;
  duration = 100;
  playbackRate = 1;
  paused = true;
  ended = false;
  seeking = false;

  fire(name) {
    this.dispatchEvent(new Event(name));
  }

  play(from = this.currentTime) {
    this.currentTime = from;
    this.paused = false;
    this.fire('play');
  }

  pause() {
    this.paused = true;
    this.fire('pause');
  }

  // Plays to `position` at 16×, in steps of a second of media time.
  async playTo(position) {
    this.playbackRate = 16;
    this.fire('ratechange');
    while (this.currentTime < position) {
      await new Promise(resolve => setTimeout(resolve, 1000 / 16));
      this.currentTime = Math.min(this.currentTime + 1, position);
      this.fire('timeupdate');
    }
  }
}

window.playtally = playtally;
window.FakeMedia = FakeMedia;
window.lake = {
  kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: 'tt99000001' },
};
window.facts = [];
window.start = async () => {
  window.driver = await playtally.Playtally.connect({ hub: '/api/v1' });
  window.driver.on('fact', fact => window.facts.push(fact));
  window.media = new FakeMedia();
  window.player = window.driver.attach(window.media, window.lake);
};
document.documentElement.dataset.ready = 'yes';
