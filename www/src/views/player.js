// The player: what to play, what it is, how fast, and how far the play is.

import { ITEMS, choicesFor, isMusic, itemById } from '../catalogue.js';
import { h } from './dom.js';
import { offersView } from './offers.js';
import { progressView } from './progress.js';
import { about, label } from './words.js';

const SPEEDS = [0.5, 1, 1.25, 1.5, 2, 4, 8, 16];
const PHASES = { idle: 'Ready', playing: 'Playing', paused: 'Paused', ended: 'Ended' };
const TELLING = ['timeupdate', 'play', 'playing', 'pause', 'seeked', 'ratechange', 'durationchange', 'ended'];

const once = (target, event) => new Promise((resolve) => {
  target.addEventListener(event, resolve, { once: true });
});

export function playerView(root, { playtally, onFact }) {
  const video = h('video', { id: 'video', controls: true, preload: 'metadata', playsInline: true });
  const audio = h('audio', { id: 'audio', controls: true, preload: 'metadata' });
  const sleeve = h('div', { className: 'sleeve', hidden: true }, h('div', { className: 'sleeve-art', 'aria-hidden': 'true' }), audio);
  const phase = h('span', { className: 'phase' });
  const title = h('h3', {});
  const detail = h('p', { className: 'detail' });
  const next = h('button', { type: 'button', id: 'next', onclick: () => choose(itemById(item.next), { play: true }) }, 'Next episode');
  const as = h('select', { id: 'report-as', onchange: () => choose(item, { media: itemById(as.value).media }) });
  const speed = h('select', { id: 'speed', onchange: setSpeed }, ...SPEEDS.map((rate) => (
    h('option', { value: String(rate), defaultSelected: rate === 1 }, `${rate}×`)
  )));
  const progress = progressView();
  const offers = offersView({
    keyOf: (media) => playtally.keyOf(media),
    onContinue: (wanted, resume) => choose(wanted, { play: true, from: resume.position }),
  });
  const tiles = new Map(ITEMS.map((one) => [one.id, tile(one)]));

  root.append(
    offers.element,
    h('div', { className: 'stage' }, video, sleeve),
    h('div', { className: 'now' }, h('div', {}, title, detail), phase),
    progress.element,
    h(
      'div',
      { className: 'controls' },
      h('div', { className: 'field' }, h('label', { for: as.id }, 'This file is'), as),
      h('div', { className: 'field narrow' }, h('label', { for: speed.id }, 'Speed'), speed),
      next,
    ),
    h('div', { className: 'tiles', role: 'group', 'aria-label': 'What to play' }, ...[...tiles.values()].map((one) => one.element)),
  );

  let item;
  let media;
  let element;
  let handle;
  let rules = () => [];

  for (const one of [video, audio]) {
    for (const event of TELLING) one.addEventListener(event, () => one === element && draw());
    one.addEventListener('play', () => offers.playing(playtally.keyOf(media)));
  }

  function tile(one) {
    const words = about(one.media);
    const badge = h('span', { className: 'badge', hidden: true });
    const button = h(
      'button',
      { type: 'button', className: 'tile', id: `play-${one.id}`, 'data-item': one.id, 'aria-pressed': 'false', onclick: () => choose(one) },
      h('b', {}, words.title),
      h('span', {}, words.detail),
      badge,
    );
    return { element: button, badge };
  }

  function setSpeed() {
    // The default too: a new file begins with it.
    for (const one of [video, audio]) one.playbackRate = one.defaultPlaybackRate = Number(speed.value);
  }

  // Puts an item into the player. The former play ends before its file goes; halted first,
  // so that its last place is not taken for the first of the next.
  function choose(wanted, { media: told = wanted.media, play = false, from } = {}) {
    const target = isMusic(wanted.media) ? audio : video;
    item = wanted;
    media = told;
    element?.pause();
    if (element === target) {
      handle.load(media);
      element.src = item.file;
    } else {
      handle?.detach();
      element = target;
      // Before it is followed: what it still holds is not the item.
      element.src = item.file;
      handle = playtally.attach(element, media);
    }
    if (play) start(from);
    offers.playing(play ? playtally.keyOf(media) : undefined);
    describe();
    draw();
  }

  // At a saved place playback begins once it is there, so that it counts as going on.
  async function start(from) {
    const { src } = element;
    if (from !== undefined) {
      await once(element, 'loadedmetadata');
      element.currentTime = from;
      await once(element, 'seeked');
    }
    // Refused by the browser, or another item was chosen: the controls are there.
    if (element.src === src) element.play().catch(() => {});
  }

  function describe() {
    const words = about(media);
    title.textContent = words.title;
    detail.textContent = words.detail;
    video.hidden = element !== video;
    sleeve.hidden = element !== audio;
    element.setAttribute('aria-label', label(media));
    next.hidden = !item.next;
    const choices = choicesFor(item);
    as.replaceChildren(...choices.map((one) => h('option', { value: one.id, defaultSelected: one.media === media }, label(one.media))));
    as.disabled = choices.length === 1;
    for (const [id, one] of tiles) one.element.setAttribute('aria-pressed', String(id === item.id));
  }

  function draw() {
    const now = handle.progress;
    const state = stateOf(element);
    phase.textContent = state === 'playing' && element.playbackRate !== 1 ? `Playing at ${element.playbackRate}×` : PHASES[state];
    phase.dataset.phase = state;
    progress.update(now, rules(media.kind));
  }

  playtally.on('fact', () => {
    draw();
    onFact();
  });
  choose(ITEMS[0]);

  return {
    isPlaying: () => !element.paused,
    // `rulesFor(kind)` answers what the play is measured by.
    setRules(rulesFor) {
      rules = rulesFor;
      draw();
    },
    setPlaces: (places) => offers.update(places),
    setStates(states) {
      for (const one of ITEMS) {
        const plays = states[playtally.keyOf(one.media)]?.plays ?? 0;
        const { badge } = tiles.get(one.id);
        badge.hidden = plays === 0;
        badge.textContent = plays > 1 ? `Played ${plays} times` : 'Played';
      }
    },
  };
}

// The element's own: the session lets a short pause pass, and does not follow another tab's item.
function stateOf(element) {
  if (element.ended) return 'ended';
  if (!element.paused) return 'playing';
  return element.currentTime > 0 ? 'paused' : 'idle';
}
