// Asks again and again where nobody tells: soon while something is under way, seldom
// otherwise, never while hidden.

const SOON = 2_000;
const SELDOM = 15_000;

// `ask` does the work and answers whether something is under way; `told` whether what
// changes comes by itself.
export function poll(ask, told) {
  let timer;
  let running = false;
  let again = false;

  async function run() {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    running = true;
    const busy = await ask();
    running = false;
    if (again) {
      again = false;
      await run();
    } else if (!document.hidden && !told()) {
      timer = setTimeout(run, busy ? SOON : SELDOM);
    }
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) clearTimeout(timer);
    else run();
  });
  return { now: run };
}
