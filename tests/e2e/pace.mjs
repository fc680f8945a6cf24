// The pace of what plays, changed by the page itself: what a test does in the middle of a play is in time then, however
// slow the machine is.

/** Halts it at this share. */
export const haltAt = ({ page }, share) => page.evaluate(at, { share, then: 'halt' });

/** From this share on it plays at its own pace. */
export const slowAt = ({ page }, share) => page.evaluate(at, { share, then: 'slow' });

/** It plays fast again. */
export const hurry = ({ page }) => page.evaluate(() => { shown().playbackRate = 16; });

/** When the player comes to an end the next time; asked for before it goes on, as that may be soon. */
export const ending = ({ page }) => page.evaluate(() => new Promise((resolve) => {
  shown().addEventListener('ended', () => resolve({ doneAt: Date.now() }), { once: true });
}));

/** In the page. */
function at({ share, then }) {
  const element = globalThis.shown();
  const listen = new AbortController();
  element.addEventListener('timeupdate', () => {
    if (!(element.currentTime >= share * element.duration)) return;
    listen.abort();
    if (then === 'halt') element.pause();
    else element.playbackRate = 1;
  }, { signal: listen.signal });
}
