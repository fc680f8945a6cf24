// Whether a service is kept in step with the history here, how that stands, and what waits for a word.

import { hub } from '../hub.js';
import { h } from './dom.js';
import { moment } from './words.js';

const PARTS = ['sync_history', 'sync_ratings', 'sync_watchlist'];

export function serviceSync(id, { turn, run, receive, show }) {
  let service;
  const on = h('input', { type: 'checkbox', role: 'switch', 'aria-describedby': `sync-hint-${id}`, onchange: () => turn(on, keep) });
  const hint = h('p', { id: `sync-hint-${id}`, className: 'hint' });
  const stands = h('p', { className: 'hint', role: 'status' });
  const now = h('button', { type: 'button', id: `sync-now-${id}`, onclick: () => run(start) }, 'Sync now');
  const yes = h('button', { type: 'button', id: `sync-yes-${id}`, className: 'primary', onclick: () => run(agree) });
  const undo = h('button', { type: 'button', id: `sync-undo-${id}`, onclick: () => run(takeBack) }, 'Undo the last sync');
  const element = h(
    'div',
    { className: 'stack', hidden: true },
    h('div', { className: 'sender' }, h('label', { className: 'switch' }, on, h('span', {}, 'Keep my history in step')), hint),
    stands,
    h('div', { className: 'tools' }, yes, now, undo),
  );

  const keep = (wanted) => hub.settings(id, Object.fromEntries(PARTS.map((part) => [part, wanted])));

  async function start() {
    receive(await hub.sync(id));
  }

  async function agree() {
    receive(await hub.confirmSync(id));
    show.good(`${service.name} is brought in step, as you said.`);
  }

  async function takeBack() {
    receive(await hub.undoSync(id));
    show.good(`What the last sync with ${service.name} changed is taken back. Nothing is synced until you say so.`);
  }

  return {
    element,
    box: on,
    update(next, turning) {
      service = next;
      const kept = PARTS.some((part) => service[part]);
      const open = kept && service.enabled;
      const busy = service.sync_state === 'syncing';
      element.hidden = service.state !== 'connected' || service.reads.length === 0;
      if (!turning) on.checked = kept;
      hint.textContent = service.kinds.length > 0
        ? `What ${service.name} has comes here, and what you play, rate and list here goes there. What other services say does not.`
        : `What ${service.name} has comes here.`;
      stands.hidden = !open;
      stands.textContent = open ? standing(service) : '';
      yes.hidden = !open || busy || service.to_confirm === null;
      yes.textContent = `Yes, remove ${service.to_confirm}`;
      now.hidden = !open || busy;
      undo.hidden = !open || busy || (service.paused ? service.undo_left : service.pulled + service.pushed) === 0;
    },
  };
}

function standing(service) {
  const { sync_state: state, sync_error: error, paused, undo_left: left, pulled, pushed, last_sync_at: last, next_sync_at: next } = service;
  if (state === 'syncing') return 'Syncing…';
  if (left > 0) return `${error ? error.text : 'It was interrupted.'} ${left} of what the last sync told there are still to be taken back.`;
  if (error) return error.text;
  if (paused) return 'The last sync was taken back. Nothing is synced until you say so.';
  const soon = next ? ` Next ${moment(next)}.` : '';
  return last ? `In step ${moment(last)}: ${pulled} came, ${pushed} went.${soon}` : `Not synced yet.${soon}`;
}
