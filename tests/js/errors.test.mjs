// Every code an error can have is typed, explained, and nobody makes another.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

import { install } from './support/installed.mjs';

const CORE = fileURLToPath(new URL('../../src', import.meta.url));

let folder;
let typed;
before(() => {
  folder = install('installed-errors');
  const types = readFileSync(join(folder, 'dist/index.d.ts'), 'utf8');
  const [, union] = /^export type ErrorCode =([^;]+);/m.exec(types);
  typed = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code).sort();
});

test('the README explains each code', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const [, section] = readme.split('\n## Errors\n');
  assert.deepEqual([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code).sort(), typed);
});

test('what core and driver make, and nothing else, is typed', () => {
  assert.deepEqual([...new Set([...ofTheCore(), ...ofTheDriver()])].sort(), typed);
});

// What every `fn code` in the core can answer.
function ofTheCore() {
  const sources = readdirSync(CORE, { recursive: true }).filter(name => name.endsWith('.rs'))
    .map(name => readFileSync(join(CORE, name), 'utf8'));
  const bodies = sources.flatMap(text => [...text.matchAll(/fn code\(self\).*?\n {4}\}/gs)].map(([body]) => body));
  assert.ok(bodies.length >= 2);
  return bodies.flatMap(body => [...body.matchAll(/"(\w+)"/g)].map(([, code]) => code));
}

// What the first argument of each `new ScrobbleError` can be, as the compiler sees it. What
// was read from JSON has any type: those are the core's own codes, passed on.
function ofTheDriver() {
  const files = readdirSync(join(folder, 'dist'), { recursive: true })
    .filter(name => name.endsWith('.js') && !/core_(bg|inline)\.js$/.test(name))
    .map(name => join(folder, 'dist', name));
  const program = ts.createProgram(files, {
    allowJs: true, checkJs: true, maxNodeModuleJsDepth: 1, noEmit: true, target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext, types: [],
  });
  const checker = program.getTypeChecker();
  const codes = [];
  const visit = node => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'ScrobbleError') {
      const type = checker.getTypeAtLocation(node.arguments[0]);
      const passedOn = type.flags & ts.TypeFlags.Any;
      for (const one of passedOn ? [] : type.isUnion() ? type.types : [type]) {
        assert.ok(one.isStringLiteral(), `which code it is cannot be said: ${node.getText()}`);
        codes.push(one.value);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(program.getSourceFile(file));
  assert.ok(codes.length > 0);
  return codes;
}
