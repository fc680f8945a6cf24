// The public types of an assembled package, read from its declarations: a page for
// people, and a normal form in which every change is seen.
//
//   node api.mjs <package>      accepts its types as they are, into api.snapshot.d.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const HERE = dirname(fileURLToPath(import.meta.url));

/** The normal form: each entry's declarations by name, without comments. */
export function snapshot(folder) {
  const printer = ts.createPrinter({ removeComments: true });
  const modules = entries(folder).map(({ entry, file, sameAs }) => {
    if (sameAs) return `declare module '${entry}' {\n    export * from '${sameAs}';\n}`;
    const source = parsed(file);
    const printed = [...source.statements]
      .sort((a, b) => compare(nameOf(a), nameOf(b)))
      .map(node => printer.printNode(ts.EmitHint.Unspecified, node, source));
    return `declare module '${entry}' {\n${printed.join('\n').replace(/^(?=.)/gm, '    ')}\n}`;
  });
  return `// The public types, to be seen when they change; written by pkg-template/api.mjs.\n\n${
    modules.join('\n\n')}\n`;
}

/** The page: every name with what its comment says. */
export function apiPage(folder) {
  const parts = entries(folder).filter(({ sameAs }) => !sameAs).map(({ entry, file }) => {
    const source = parsed(file);
    const sections = [
      ['Classes', ts.isClassDeclaration],
      ['Functions', ts.isFunctionDeclaration],
      ['Types', node => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)],
    ].map(([heading, kind]) => [heading, source.statements.filter(kind)]).filter(([, nodes]) => nodes.length > 0);
    return `# ${entry}\n\n${sections.map(([heading, nodes]) =>
      `## ${heading}\n\n${nodes.map(node => described(node, source)).join('\n')}`).join('\n')}`;
  });
  return parts.join('\n');
}

// The package's entries with types; an entry whose types another has already is named after that one.
function entries(folder) {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const first = new Map();
  return Object.entries(exports).filter(([, to]) => to.types).map(([path, { types }]) => {
    const entry = name + path.slice(1);
    const sameAs = first.get(types);
    if (!sameAs) first.set(types, entry);
    return { entry, sameAs, file: join(folder, types) };
  });
}

function parsed(file) {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function described(node, source) {
  const name = nameOf(node);
  if (docOf(node) === '') throw new Error(`${source.fileName}: \`${name}\` says nothing of itself`);
  if (ts.isClassDeclaration(node)) {
    for (const member of node.members) {
      if (member.name && docOf(member) === '') {
        throw new Error(`${source.fileName}: \`${name}.${nameOf(member)}\` says nothing of itself`);
      }
    }
  }
  return `### ${name}\n\n${docOf(node)}\n\n\`\`\`ts\n${node.getText(source).replace(/^export /, '')}\n\`\`\`\n`;
}

function docOf(node) {
  return ts.getJSDocCommentsAndTags(node).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('\n').trim();
}

function nameOf(node) {
  return node.name?.getText() ?? '';
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(HERE, 'api.snapshot.d.ts'), snapshot(argv[2]));
}
