// The packed tarball, installed into an empty folder as anybody would.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const TARGET = resolve(import.meta.dirname, '../../../target');

/** Installs into `target/NAME`; returns the folder of the package in it. */
export function install(name) {
  const tarball = readdirSync(TARGET).find(file => /^playtally-.*\.tgz$/.test(file));
  if (!tarball) throw new Error('there is no tarball in target: cargo xtask package');
  const folder = join(TARGET, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}\n');
  execFileSync('npm', [
    'install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(TARGET, tarball),
  ], { cwd: folder, stdio: 'pipe' });
  return join(folder, 'node_modules', 'playtally');
}
