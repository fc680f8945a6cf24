// What is not sent yet, kept by the manager: the next page of any site sends it, and no
// site sees it. The rows are the object's own properties, as those of localStorage are.
//
// Each is a value of its own, handed over before the page goes on: tabs do not write over each
// other, and what is written as a page closes is kept.

import { forget, keep, kept, names } from './manager.js';

const ROW = 'row:';

class Rows {
  getItem(key) {
    return this[key] ?? null;
  }

  setItem(key, text) {
    this[key] = String(text);
    keep(ROW + key, this[key]);
  }

  removeItem(key) {
    delete this[key];
    forget(ROW + key);
  }
}

/** The rows as they are now. */
export async function openStorage() {
  const rows = new Rows();
  const all = (await names()).filter(name => name.startsWith(ROW));
  await Promise.all(all.map(async name => {
    const text = await kept(name);
    if (text !== undefined) rows[name.slice(ROW.length)] = text;
  }));
  return rows;
}
