// What Trakt's lists have in common: pages that are cut down to size, and times.

import { json } from '../reply.js';

const PAGE = 100;
const LARGEST = 250;

// A limit above the largest page is cut down, never refused.
export function paged(call, rows, write, { usual = PAGE, largest = LARGEST } = {}) {
  const number = (key, otherwise) => (/^[1-9]\d*$/.test(call.query.get(key) ?? '') ? Number(call.query.get(key)) : otherwise);
  const page = number('page', 1);
  const limit = Math.min(number('limit', usual), largest);
  return json(200, rows.slice((page - 1) * limit, page * limit).map(write), {
    'x-pagination-page': String(page),
    'x-pagination-limit': String(limit),
    'x-pagination-page-count': String(Math.ceil(rows.length / limit)),
    'x-pagination-item-count': String(rows.length),
  });
}

export const extended = (call) => (call.query.get('extended') ?? '').split(',');
export const full = (call) => extended(call).includes('full');

// A day, or a date and time; without a zone it is UTC.
export function readTime(text) {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return undefined;
  const time = Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}
