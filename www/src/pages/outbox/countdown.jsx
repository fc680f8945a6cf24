// When something comes: by the clock, and how long that is from now.

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { length, moment } from '../../words/format.js';
import { t } from '../../words/index.js';

const SECOND = 1_000;
const now = signal(Date.now());
let watching = 0;
let timer;

// One clock for all that count down.
function useClock() {
  useEffect(() => {
    now.value = Date.now();
    if ((watching += 1) === 1) timer = setInterval(() => { now.value = Date.now(); }, SECOND);
    return () => { if ((watching -= 1) === 0) clearInterval(timer); };
  }, []);
  return now.value;
}

// `word` says what comes then.
export function Countdown({ at, word }) {
  const seconds = Math.ceil((new Date(at) - useClock()) / SECOND);
  if (seconds <= 1) return <span class="when">{t('outbox.in_a_moment')}</span>;
  return <span class="when">{t(word, { time: moment(at) })} <span class="left" aria-hidden="true">{t('outbox.in', { left: length(seconds) })}</span></span>;
}
