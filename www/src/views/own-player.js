// The player with its rules, saved places and marks, as the hub tells them.

import { effect } from '@preact/signals';
import { ITEMS } from '../catalogue.js';
import { refresh } from '../follow.js';
import { hub } from '../hub.js';
import { connected, players, rules } from '../state.js';
import { playerView } from './player.js';

// What a play of this kind is measured by, with the names of the services each rule is for;
// while none is connected, what it would be measured by. A service that files anime alone
// is no promise for every film.
function rulesFor(kind) {
  const type = kind === 'track' ? 'music' : 'video';
  const targets = rules.peek()
    .filter((rule) => rule.type === type)
    .map((rule) => ({
      rule,
      names: connected.peek()
        .filter((service) => service.enabled && service.kinds.includes(kind) && service.needs.length === 0 && service.rule?.id === rule.id)
        .map((service) => service.name),
    }));
  const wanted = targets.filter((target) => target.names.length > 0);
  return wanted.length > 0 ? wanted : targets;
}

export function makePlayer(root, playtally) {
  const player = playerView(root, { playtally, onFact: refresh });

  async function readStates() {
    const keys = ITEMS.map((item) => playtally.keyOf(item.media));
    // Without the hub the player plays all the same.
    const [saved, known] = await Promise.all([hub.savedPlaces(), hub.states(keys)]).catch(() => []);
    if (!saved) return;
    player.setPlaces(saved.continue);
    player.setStates(known.states);
  }

  effect(() => {
    void [rules.value, connected.value];
    player.setRules(rulesFor);
  });
  // Somebody moved on: places and marks may have changed.
  effect(() => {
    void players.value;
    readStates();
  });
  playtally.on('state', (state) => state === 'idle' && readStates());
}
