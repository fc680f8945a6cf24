// A project of somebody else's: the packed tarball installed, and their files beside it.

import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { install } from '../../js/support/installed.mjs';

const HERE = join(import.meta.dirname, '..');

/** The folder of a fresh project with the files of the environment. */
export function project(environment) {
  const folder = join(install(`packaging/${environment}`), '..', '..');
  cpSync(join(HERE, environment), folder, {
    recursive: true, filter: file => !file.endsWith('.test.mjs'),
  });
  cpSync(join(HERE, 'support/exercise.mjs'), join(folder, 'exercise.mjs'));
  return folder;
}
