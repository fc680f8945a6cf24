// By whose clock the days of plays are told: this browser's, where nobody chose another.

import { signal } from '@preact/signals';
import { hub } from '../../hub.js';

const name = signal();

const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const timeZone = {
  name,
  async ask() {
    name.value = (await hub.timeZone()).time_zone ?? here();
  },
  // A zone that was chosen stays.
  async say() {
    const { time_zone: known } = await hub.timeZone();
    // A hub that does not know this browser's goes by the clock.
    if (known === null) await hub.setTimeZone(here()).catch(() => {});
    name.value = known ?? here();
  },
};
