// Runs every measurement, or those of the sections that are named; prints a table a section, keeps all of them
// in target/bench.json, and fails where a budget is broken.
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { clients } from './clients.mjs';
import { formats } from './formats.mjs';
import { history } from './history.mjs';
import { hub } from './hub.mjs';
import { library } from './library.mjs';
import { load } from './load.mjs';
import { outbox } from './outbox.mjs';
import { page } from './page.mjs';
import { parts } from './parts.mjs';
import { session } from './session.mjs';
import { sizes } from './sizes.mjs';

const COLUMNS = ['name', 'value', 'unit', 'peer', 'ratio', 'budget'];

const SECTIONS = { size: [sizes, parts], load: [load], page: [page], session: [session], outbox: [outbox], formats: [formats], history: [history], hub: [hub, library], clients: [clients] };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0) {
  console.error(`no section ${unknown.join(', ')}; there are: ${Object.keys(SECTIONS).join(' ')}`);
  process.exit(1);
}

tellMachine();
const tables = {};
for (const section of asked.length > 0 ? asked : Object.keys(SECTIONS)) {
  console.log(`measuring: ${section}`);
  tables[section] = [];
  for (const measure of SECTIONS[section]) tables[section].push(...await measure());
}
print(tables);
const rows = Object.values(tables).flat();
if (asked.length === 0) {
  await writeFile(new URL('../../target/bench.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`);
  console.log('\nkept in target/bench.json');
}

const broken = rows.filter(({ value, budget }) => budget !== null && value > budget);
for (const { name, value, unit, budget } of broken) console.error(`over budget: ${name}: ${value} ${unit}, at most ${budget}`);
process.exitCode = broken.length > 0 ? 1 : 0;

// Figures of one machine say little about another, and those of a busy one little about itself.
function tellMachine() {
  const [busy] = os.loadavg();
  const cores = os.cpus();
  console.log(`${cores.length} cores, ${cores[0].model}; Node ${process.versions.node}; load ${busy.toFixed(1)}`);
  if (busy > cores.length / 2) console.warn('warning: this machine is busy with other things; times will be too long');
}

function print(sections) {
  const cellsOf = (line) => COLUMNS.map((column) => String(line[column] ?? '-'));
  const all = [COLUMNS, ...Object.values(sections).flat().map(cellsOf)];
  const widths = COLUMNS.map((_, at) => Math.max(...all.map((cells) => cells[at].length)));
  const padded = ([name, ...cells]) => [name.padEnd(widths[0]), ...cells.map((cell, at) => cell.padStart(widths[at + 1]))];
  for (const [section, lines] of Object.entries(sections)) {
    console.log(`\n== ${section}`);
    for (const cells of [COLUMNS, ...lines.map(cellsOf)]) console.log(padded(cells).join('  '));
  }
  console.log(`
peer: the JavaScript alternative. For sizes and loading, clients of Trakt and Simkl with queue, retry and store
(tests/bench/stack), which count nothing themselves; else the same work by hand, without the cases that make it hard.
For what the hub adds, the call itself.
CPU of a scrobble: one request with a film and a track, so three calls; less a request of its size to an address without
a route. Storage lies in memory: what a disk takes is not counted.`);
}
