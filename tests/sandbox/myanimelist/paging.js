// `limit` and `offset`, and the whole addresses of the pages before and after.

import { badRequest } from './problems.js';

export function page({ query }, { usual, most }) {
  const limit = whole(query, 'limit', usual);
  const offset = whole(query, 'offset', 0);
  if (limit < 1 || limit > most) throw badRequest('invalid limit');
  return { limit, offset, of: (rows) => rows.slice(offset, offset + limit) };
}

function whole(query, name, otherwise) {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`invalid ${name}`);
  return Number(text);
}

export function paging(call, { limit, offset }, count) {
  const at = (place) => {
    const query = new URLSearchParams(call.query);
    query.set('offset', String(place));
    query.set('limit', String(limit));
    return `https://${call.host}${call.path}?${query}`;
  };
  return {
    ...(offset > 0 && { previous: at(Math.max(0, offset - limit)) }),
    ...(offset + limit < count && { next: at(offset + limit) }),
  };
}
