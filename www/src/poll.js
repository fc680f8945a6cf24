// Asks again and again where nobody tells: soon while something is under way, seldom
// otherwise, never while hidden.

const SOON = 2_000;
const SELDOM = 15_000;

// `ask` does the work and answers whether something is under way; `told` whether what
// changes comes by itself.
export function poll(ask, told) {
  let timer;
  let running;
  let next;

  // Resolves once what was asked for from now on is answered.
  function run() {
    clearTimeout(timer);
    if (running) next ??= running.then(begin);
    return next ?? begin();
  }

  function begin() {
    next = undefined;
    running = ask().then((busy) => {
      if (next) return;
      running = undefined;
      if (!document.hidden && !told()) timer = setTimeout(run, busy ? SOON : SELDOM);
    });
    return running;
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) clearTimeout(timer);
    else run();
  });
  return { now: run };
}
