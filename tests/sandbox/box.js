// What every service shares: the stored rows, the clock a test can move, and numbers that never repeat.

export const schema = `
  CREATE TABLE IF NOT EXISTS settings(name TEXT PRIMARY KEY, value TEXT);
`;

export class Box {
  // Calls that were received and not answered yet; Simkl's write lock looks at them.
  inFlight = new Set();

  constructor(storage) {
    this.storage = storage;
    this.sql = storage.sql;
  }

  // Still, where a test wants it so.
  now() {
    const still = this.frozenAt === undefined ? this.setting('still') : undefined;
    return still ?? this.realNow() + this.setting('offset', 0);
  }

  // A call that is stored late runs at the time it was due, not at the time somebody looked.
  realNow() {
    return this.frozenAt ?? Date.now();
  }

  at(time, work) {
    this.frozenAt = time - this.setting('offset', 0);
    try {
      return work();
    } finally {
      this.frozenAt = undefined;
    }
  }

  rows(query, ...values) {
    return this.sql.exec(query, ...values).toArray();
  }

  row(query, ...values) {
    return this.rows(query, ...values)[0];
  }

  run(query, ...values) {
    return this.sql.exec(query, ...values).rowsWritten;
  }

  setting(name, otherwise) {
    const row = this.row('SELECT value FROM settings WHERE name = ?', name);
    return row ? JSON.parse(row.value) : otherwise;
  }

  set(name, value) {
    this.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', name, JSON.stringify(value));
  }

  // Starts beyond 32 bits, as the services' ids do.
  nextId() {
    const id = this.setting('last id', 13373536500) + 1;
    this.set('last id', id);
    return id;
  }

  // For services whose ids fit 32 bits.
  nextShortId() {
    return this.nextId() - 13_073_536_500;
  }

  together(work) {
    return this.storage.transactionSync(work);
  }
}

export const iso = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
export const isoSeconds = (ms) => iso(ms).replace('.000Z', 'Z');
