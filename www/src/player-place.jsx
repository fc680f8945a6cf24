// The page's own player. It plays on while another page is looked at.

import { Drawn } from './ui/drawn.jsx';
import { tracker } from './tracker.js';
import { makePlayer } from './views/own-player.js';

export function PlayerPlace({ hidden }) {
  if (!tracker.value) return null;
  return <Drawn id="player" class="panel player" hidden={hidden} make={(root) => makePlayer(root, tracker.value)} />;
}
