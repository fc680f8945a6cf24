// Connecting by a code: shows it large, counts down, and says how it ended, with a way on.

import { hub } from '../hub.js';
import { codeView } from './code.js';
import { h, swap } from './dom.js';
import { length } from './words.js';

const ASK_AGAIN = 2_000;

export function codeSignIn(id, { nameOf, connected, toggled }) {
  const code = codeView(`${id}-code`);
  const link = h('a', { className: 'button primary', target: '_blank', rel: 'noreferrer' });
  const place = h('b', {});
  const left = h('span', { className: 'left' });
  const said = h('p', { role: 'status', className: 'said' });
  const waiting = h(
    'div',
    { className: 'stack', hidden: true },
    h('p', { className: 'hint' }, 'On any device, open ', place, ' and type this code. ', left),
    code.element,
  );
  const again = h('button', { type: 'button', id: `${id}-code-again`, className: 'primary', onclick: start }, 'Get a new code');
  const stop = h('button', { type: 'button', id: `${id}-code-stop`, onclick: leave });
  const element = h('div', { className: 'code-sign-in stack', hidden: true }, waiting, said, h('div', { className: 'actions' }, link, again, stop));

  let current;
  let asking;
  let ticking;

  async function start() {
    again.hidden = true;
    link.hidden = true;
    stop.textContent = 'Cancel';
    swap(said, `Asking ${nameOf()} for a code…`);
    await take(() => hub.startCode(id));
    // The next thing to do with the keyboard.
    if (current?.state === 'pending') link.focus();
  }

  // What the hub says next. A code that is given up meanwhile is not shown again.
  async function take(ask) {
    clearTimeout(asking);
    open();
    try {
      const answer = await ask();
      if (!element.hidden) draw(answer);
    } catch (error) {
      // Connected in another way meanwhile. A read that failed is made again; a start that
      // failed is over.
      if (error.code === 'no_sign_in') close();
      else if (current?.state === 'pending') asking = setTimeout(read, ASK_AGAIN);
      else draw({ state: 'failed', problem: { detail: error.message } });
    }
  }

  const read = () => take(() => hub.readCode(id));

  function draw(next) {
    if (next.user_code !== current?.user_code) code.show(next.user_code);
    current = next;
    const pending = next.state === 'pending';
    waiting.hidden = !pending;
    link.hidden = !pending;
    again.hidden = pending;
    stop.textContent = pending ? 'Cancel' : 'Close';
    if (pending) {
      const address = next.verification_url_complete ?? next.verification_url;
      link.href = address;
      link.textContent = `Open ${nameOf()}`;
      place.textContent = next.verification_url.replace(/^https?:\/\//, '');
      swap(said);
      tick();
      asking = setTimeout(read, ASK_AGAIN);
      return;
    }
    clearInterval(ticking);
    if (next.state === 'connected') {
      close();
      connected();
      return;
    }
    swap(said, next.problem?.detail ?? 'Nothing was connected.');
    if (element.contains(document.activeElement) || document.activeElement === document.body) again.focus();
  }

  function tick() {
    clearInterval(ticking);
    const count = () => {
      left.textContent = `It ends in ${length((Date.parse(current.expires_at) - Date.now()) / 1000)}.`;
    };
    count();
    ticking = setInterval(count, 1000);
  }

  // Cancel while the code waits, else Close.
  async function leave() {
    if (current?.state !== 'pending') {
      close();
      return;
    }
    clearTimeout(asking);
    await take(() => hub.cancelCode(id));
  }

  function open() {
    if (!element.hidden) return;
    element.hidden = false;
    toggled();
  }

  function close() {
    clearTimeout(asking);
    clearInterval(ticking);
    current = undefined;
    if (element.hidden) return;
    element.hidden = true;
    toggled();
  }

  return { element, start, resume: read, close };
}
