// What is not sent yet, kept by the manager: the next page of any site sends it, and no
// site sees it. The rows are the object's own properties, as those of localStorage are.

import { keep, kept } from './manager.js';

const ROWS = 'rows';

class Rows {
  getItem(key) {
    return this[key] ?? null;
  }

  setItem(key, text) {
    this[key] = String(text);
    write(key, this[key]);
  }

  removeItem(key) {
    delete this[key];
    write(key, undefined);
  }
}

let last = Promise.resolve();

// Other tabs write too: one row at a time is put into what is there by then.
function write(key, text) {
  last = last.then(async () => {
    const rows = await kept(ROWS, {});
    if (text === undefined) delete rows[key];
    else rows[key] = text;
    await keep(ROWS, rows);
  });
}

/** The rows as they are now. */
export async function openStorage() {
  return Object.assign(new Rows(), await kept(ROWS, {}));
}
