// What plays elsewhere now: on a paired player, in another tab or browser.

import { h, swap } from './dom.js';
import { about, length, moment } from './words.js';

export function playingView(root) {
  const list = h('ul', { className: 'elsewhere' });
  root.append(list);
  const own = new Set();
  let players = [];
  let timer;

  function draw() {
    clearTimeout(timer);
    const open = players.filter(({ fact, until }) => !own.has(fact.playId) && Date.parse(until) > Date.now());
    swap(list, ...open.map(row));
    root.hidden = open.length === 0;
    // Nobody says that a player fell silent.
    const next = Math.min(...open.map(({ until }) => Date.parse(until)));
    if (open.length > 0) timer = setTimeout(draw, Math.max(1_000, next - Date.now()));
  }

  function row({ device, fact, heard_at: heardAt }) {
    const { title, detail } = about(fact.media);
    const paused = fact.type === 'paused';
    // A place is known when it is left; while something plays it moves on.
    const where = paused ? `at ${length(fact.position)}` : `since ${moment(heardAt)}`;
    return h(
      'li',
      { className: 'play', 'data-play': fact.playId },
      h('div', { className: 'play-head' }, h('b', {}, title), h('span', { className: 'phase', 'data-phase': paused ? 'paused' : 'playing' }, paused ? 'Paused' : 'Playing')),
      h('p', { className: 'detail' }, detail),
      h('p', { className: 'detail' }, `${device?.name ?? 'Another page'}, ${where}`),
    );
  }

  return {
    update(next) {
      players = next;
      draw();
    },
    // What plays in this page has its own place.
    mine(playId) {
      own.add(playId);
      draw();
    },
  };
}
