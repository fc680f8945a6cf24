// Numbers, moments and lengths as the person's language writes them.

import { language } from './index.js';

const made = new Map();

function intl(Kind, options) {
  const key = `${Kind.name} ${language.value} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Kind(language.value, options));
  return made.get(key);
}

export const number = (value, options = {}) => intl(Intl.NumberFormat, options).format(value);
export const percent = (share) => number(share, { style: 'percent', maximumFractionDigits: 0 });
export const list = (items) => intl(Intl.ListFormat, { type: 'conjunction' }).format(items);
export const date = (when, options = { dateStyle: 'long' }) => intl(Intl.DateTimeFormat, options).format(new Date(when));
// `zone` is an IANA name; the browser's own where there is none.
export const time = (when, zone) => date(when, { hour: '2-digit', minute: '2-digit', timeZone: zone });

// A moment of today by its time, another one with its day, another year's with that.
export function moment(when, now = new Date()) {
  const day = new Date(when);
  if (day.toDateString() === now.toDateString()) return time(day);
  const year = day.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' };
  return date(day, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...year });
}

const STEPS = [[60, 'second'], [3_600, 'minute'], [86_400, 'hour'], [Infinity, 'day']];

// `in 3 minutes`, `2 days ago`.
export function relative(when, now = Date.now()) {
  const seconds = Math.round((new Date(when) - now) / 1000);
  const at = STEPS.findIndex(([below]) => Math.abs(seconds) < below);
  const unit = at === 0 ? 1 : STEPS[at - 1][0];
  return intl(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(Math.round(seconds / unit), STEPS[at][1]);
}

// Of media: `1:02:45`.
export function length(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
