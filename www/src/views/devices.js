// Players on other pages and devices: a code pairs one, a button ends it.

import { hub } from '../hub.js';
import { codeView } from './code.js';
import { h, swap } from './dom.js';
import { moment } from './words.js';

// While a code is shown, somebody is about to type it.
const LOOK_EVERY = 3_000;

export function devicesCard({ show }) {
  const list = h('ul', { className: 'devices' });
  const code = codeView('pairing-code');
  const until = h('p', { className: 'hint', hidden: true });
  const pair = h('button', { type: 'button', id: 'pair-player', onclick: () => run(newCode) }, 'Pair a player');
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const element = h(
    'article',
    { className: 'card plain', id: 'devices' },
    h('div', { className: 'card-body' }, h('h3', {}, 'Players elsewhere'),
      h('p', { className: 'hint' }, 'A player on another page, a television or a userscript counts for you once it has a code from here.'),
      list, code.element, until, problem, h('div', { className: 'actions' }, pair)),
  );
  let known = [];
  let looking;

  async function run(action) {
    try {
      await action();
      problem.hidden = true;
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }

  async function newCode() {
    const made = await hub.newCode();
    code.show(made.code);
    until.textContent = `Type it into the player before ${moment(made.expires_at)}; it works once.`;
    until.hidden = false;
    clearInterval(looking);
    looking = setInterval(() => {
      if (Date.now() > Date.parse(made.expires_at)) hideCode();
      else if (!document.hidden) run(read);
    }, LOOK_EVERY);
  }

  function hideCode() {
    clearInterval(looking);
    looking = undefined;
    code.show(undefined);
    until.hidden = true;
  }

  async function read() {
    const { devices } = await hub.devices();
    const fresh = devices.find((device) => known.every(({ id }) => id !== device.id));
    known = devices;
    if (looking && fresh) {
      hideCode();
      show.good(`${fresh.name} is paired. What it plays counts for you now.`);
    }
    swap(list, ...devices.map(row));
    list.hidden = devices.length === 0;
  }

  function row(device) {
    const where = device.origin ? new URL(device.origin).host : 'an app';
    const seen = device.last_seen_at ? `last seen ${moment(device.last_seen_at)}` : 'not seen yet';
    const end = async () => {
      if (!confirm(`Remove ${device.name}? It can count nothing for you from then on.`)) return;
      await hub.unpair(device.id);
      await read();
    };
    return h(
      'li',
      { className: 'device' },
      h('p', {}, h('b', {}, device.name), h('span', {}, `${where}, ${seen}`)),
      h('button', { type: 'button', id: `unpair-${device.id}`, 'aria-label': `Remove ${device.name}`, onclick: () => run(end) }, 'Remove'),
    );
  }

  return { element, read: () => run(read) };
}
