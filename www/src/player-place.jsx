// Where the page's own player is. It plays on while another page is looked at.

import { OwnPlayer } from './pages/now/own-player.jsx';
import { tracker } from './tracker.js';

export function PlayerPlace({ hidden }) {
  if (!tracker.value) return <div class="player-place" hidden={hidden} aria-hidden="true" />;
  return <OwnPlayer hidden={hidden} />;
}
