// How far each sync is, as the hub tells it.

import { signal } from '@preact/signals';
import { onNews } from '../../follow.js';

export const syncs = signal({});

onNews((message) => {
  if (message.type === 'sync') syncs.value = { ...syncs.value, [message.service]: message };
});
