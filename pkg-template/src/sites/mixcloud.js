import { clock } from './shown.js';
import { track } from './texts.js';

export const mixcloud = {
  id: 'mixcloud',
  name: 'Mixcloud',
  match: ['*://www.mixcloud.com/*'],
  kind: 'track',
  checked: '2025-10',
  sources: ['web-scrobbler/web-scrobbler src/connectors/mixcloud.ts', 'PreMiD/Presences websites/M/Mixcloud'],
  parts: { player: '[class^=PlayerSliderComponent__StartTime-]', title: '[class*=PlayerControls__ShowTitle-]', artist: '[class^=PlayerControls__ShowOwnerName-]' },
  // The second time is what is left, with a minus before it.
  seen(page) {
    const position = clock(page.text('[class^=PlayerSliderComponent__StartTime-]'));
    const left = clock(page.text('[class^=PlayerSliderComponent__EndTime-]'));
    return position === undefined ? undefined : { position, duration: left === undefined ? undefined : position + left };
  },
  read: page => track(page.text('[class^=PlayerControls__ShowOwnerName-]'), page.text('[class*=PlayerControls__ShowTitle-]')),
};
