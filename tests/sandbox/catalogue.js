// The items the services know, with each service's ids. A service knows an item only if it has its own id for it.

import { ITEMS } from './items.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS catalogue(place INTEGER PRIMARY KEY, item TEXT);
`;

export function seed(box) {
  for (const item of ITEMS) add(box, item);
}

export function add(box, item) {
  known.delete(box);
  box.run('INSERT INTO catalogue(item) VALUES (?)', JSON.stringify(item));
}

// Every call asks for the items, some for each row they write; they are read once.
const known = new WeakMap();

function all(box) {
  if (!known.has(box)) known.set(box, box.rows('SELECT item FROM catalogue ORDER BY place').map(({ item }) => JSON.parse(item)));
  return known.get(box);
}

export function list(box, type, service) {
  return all(box).filter((item) => (!type || item.type === type) && (!service || item.ids[service] !== undefined));
}

const plain = (title) => String(title).trim().toLowerCase();

// Title and year, else the title alone.
export function byTitle(items, { title, year }) {
  if (!title) return undefined;
  const named = items.filter((item) => plain(item.title) === plain(title));
  return year ? named.find((item) => item.year === Number(year)) : named[0];
}
