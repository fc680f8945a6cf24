// Listens to the hub: what changes comes by itself, over a WebSocket that is opened
// again whenever it ends.

const PING_EVERY = 30_000;
const PONG_WITHIN = 10_000;
const WAITS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

// `heard` gets each message, `turned` whether the hub can be heard.
export function live(path, { heard, turned }) {
  let socket;
  let on = false;
  let failures = 0;
  let timer;

  function turn(next) {
    if (on === next) return;
    on = next;
    turned(on);
  }

  function open() {
    if (socket || !navigator.onLine) return;
    clearTimeout(timer);
    const opened = new WebSocket(path);
    socket = opened;
    // The runtime ends the line of a page that never said a word many seconds late.
    opened.addEventListener('open', () => opened.send('ping'));
    opened.addEventListener('message', ({ data }) => {
      if (socket !== opened) return;
      failures = 0;
      turn(true);
      rest();
      if (data !== 'pong') heard(JSON.parse(data));
    });
    opened.addEventListener('close', () => {
      if (socket === opened) lost();
    });
    // One that never opens says so by closing; one that hangs does not.
    timer = setTimeout(lost, PONG_WITHIN);
  }

  // A line that broke is silent, so it is asked now and then.
  function rest() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      socket.send('ping');
      timer = setTimeout(lost, PONG_WITHIN);
    }, PING_EVERY);
  }

  function shut() {
    clearTimeout(timer);
    const closing = socket;
    socket = undefined;
    closing?.close();
    turn(false);
  }

  function lost() {
    shut();
    const wait = WAITS[Math.min(failures, WAITS.length - 1)];
    failures += 1;
    // Not all pages at once when the hub comes back.
    timer = setTimeout(open, wait * (0.5 + Math.random()));
  }

  function again() {
    failures = 0;
    open();
  }

  addEventListener('online', again);
  addEventListener('offline', shut);
  // A page with an open socket is not kept for the way back.
  addEventListener('pagehide', shut);
  addEventListener('pageshow', again);
  open();
  return {
    get on() { return on; },
    // What is said while nobody is there is lost.
    say(message) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
  };
}
