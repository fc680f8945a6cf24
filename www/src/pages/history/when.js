// When a play was, as people read and as the hub is told.

import { signal } from '@preact/signals';
import { hub } from '../../hub.js';
import { date, time } from '../../words/format.js';
import { t } from '../../words/index.js';

// The zone whose days the hub counts by: a name, or how far ahead it is.
const zone = signal();

export async function learnZone() {
  const { time_zone: name, utc_offset: ahead } = await hub.timeZone();
  zone.value = name ?? offsetName(ahead);
}

function offsetName(minutes) {
  const two = (value) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

const day = (text, options) => date(`${text}T00:00:00Z`, { ...options, timeZone: 'UTC' });
const today = (ago) => new Intl.DateTimeFormat('en-CA', { timeZone: zone.value }).format(Date.now() - ago);
const DAY_MS = 86_400_000;

export function dayTitle(text) {
  if (!text) return t('history.no_day');
  if (text === today(0)) return t('history.today');
  if (text === today(DAY_MS)) return t('history.yesterday');
  return day(text, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

// A day, a month or a year.
export function dayName(text) {
  const [year, month, of] = text.split('-');
  if (of) return day(text, { day: 'numeric', month: 'long', year: 'numeric' });
  return month ? day(`${text}-01`, { month: 'long', year: 'numeric' }) : year;
}

// Beside a play that stands below its day.
export function timeOf({ watched_at: at, watched_on: on }) {
  if (at) return time(at, zone.value);
  if (!on) return '';
  return on.length === 10 ? t('history.some_time') : dayName(on);
}

// By itself.
export function whenOf({ watched_at: at, watched_on: on }) {
  if (at) return t('history.at', { day: date(at, { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone.value }), time: time(at, zone.value) });
  return on ? dayName(on) : t('history.no_day');
}

// As `POST history` wants it.
export const saidWhen = ({ watched_at, watched_on }) => (
  watched_at ? { watched_at } : watched_on ? { watched_on } : { watched_at: 'undated' });

// For a field of day and time, by the clock of this browser.
export function fieldOf(at) {
  const there = new Date(at);
  return new Date(there - there.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
