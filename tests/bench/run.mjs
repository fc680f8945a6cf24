// Runs every measurement, prints one table and keeps it in target/bench.json.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { load } from './load.mjs';
import { session } from './session.mjs';
import { sizes } from './sizes.mjs';

const rows = [...await sizes(), ...await load(), ...await session()].map((row) => ({
  ...row,
  ratio: row.peer === null ? null : round(row.value / row.peer),
}));

const columns = ['name', 'value', 'unit', 'peer', 'ratio', 'budget'];
const table = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '-')))];
const widths = columns.map((_, at) => Math.max(...table.map((cells) => cells[at].length)));
for (const cells of table) {
  console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[at]))).join('  '));
}

const kept = new URL('../../target/bench.json', import.meta.url);
await writeFile(kept, `${JSON.stringify(rows, null, 2)}\n`);
console.log(`\nkept in ${fileURLToPath(kept).split('/').slice(-2).join('/')}`);

function round(number) {
  return Number(number.toPrecision(3));
}
