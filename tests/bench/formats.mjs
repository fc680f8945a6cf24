// How long exports of 200,000 rows take to be read, natively, as the hub's tests and tools do.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { row } from './numbers.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUDGET = 2000;

/** A row a format; the program writes a line for each. */
export function formats() {
  const told = execFileSync('cargo', ['bench', '--quiet', '--locked', '--package', 'playtally', '--bench', 'formats'], { cwd: ROOT, encoding: 'utf8' });
  return told.split('\n').filter((line) => line.startsWith('{')).map((line) => {
    const { name, ms, megabytes } = JSON.parse(line);
    return row(`200,000 rows of ${name} (${megabytes.toFixed(0)} MB), read natively`, ms, 'ms', { budget: BUDGET });
  });
}
