// Both languages say the same things, and all the hub can say.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { document } from '../support/openapi.mjs';

const folder = (tongue) => new URL(`../../www/src/words/${tongue}/`, import.meta.url);
const parts = readdirSync(folder('en')).filter((name) => name.endsWith('.js') && name !== 'index.js');
const read = async (tongue, part) => (await import(new URL(part, folder(tongue)))).default;

test('every part there is in one language is in the other', () => {
  assert.deepEqual(readdirSync(folder('de')).sort(), readdirSync(folder('en')).sort());
});

for (const part of parts) {
  test(`${part}: the same keys, of the same sort, none of them empty`, async () => {
    const [en, de] = [await read('en', part), await read('de', part)];
    assert.deepEqual(Object.keys(de), Object.keys(en));
    for (const [key, words] of Object.entries(en)) {
      assert.equal(typeof de[key], typeof words, key);
      for (const said of [words, de[key]]) assert.notEqual(said, '', key);
    }
  });
}

const { ErrorCode, ProblemCode, TroubleCode } = document.components.schemas;

test('every refusal of the hub has words', async () => {
  for (const tongue of ['en', 'de']) {
    const [problems, reasons] = [await read(tongue, 'problems.js'), await read(tongue, 'reasons.js')];
    assert.deepEqual(ProblemCode.enum.filter((code) => !problems[code]), [], tongue);
    assert.deepEqual([...ErrorCode.enum, ...TroubleCode.enum].filter((code) => !reasons[code]), [], tongue);
  }
});

test('every code of the core is one of those', () => {
  const core = source('src/error.rs').match(/Self::\w+ => "(\w+)"/g).map((line) => line.split('"')[1]);
  assert.deepEqual(core.sort(), ErrorCode.enum);
});

// What is wrong with a file or a row is said in sentences; those between quotes that end with a full stop.
test('every sentence on what people bring has words', async () => {
  const plain = (text) => text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
  const known = Object.values(await read('en', 'rows.js')).map((words) => new RegExp(`^${words.split(/\{\w+\}/).map(plain).join('.+')}$`));
  const files = ['src/history/formats', 'src/providers'].flatMap(rustIn).filter((file) => BRINGS.test(file));
  assert.ok(files.length > 20);
  const said = files.flatMap((file) => sentencesOf(source(file)));
  assert.ok(said.length > 60);
  assert.deepEqual(said.filter((sentence) => !known.some((words) => words.test(sentence))), []);
});

const ROOT = new URL('../../', import.meta.url);
// The readers of files and rows.
const BRINGS = /^src\/history\/formats\/(?!tests)|^src\/providers\/(\w+\/)?(map|rows|table)\.rs$|^src\/providers\/\w+\/files\.rs$/;
// What keeps a row from being sent, or from being written to a file.
const OTHER = /^(Goodreads|Letterboxd) keeps|^Nobody said|^Its review|^\S+ needs |^\{/;
const BEFORE_A_LINE = /^\{[^}]*\} is /;

function source(file) {
  return readFileSync(new URL(file, ROOT), 'utf8').split('#[cfg(test)]')[0].replaceAll(/^\s*\/\/.*$/gm, '');
}

function rustIn(folder) {
  return readdirSync(new URL(folder, ROOT), { recursive: true }).filter((name) => name.endsWith('.rs') && !name.includes('test')).map((name) => `${folder}/${name}`);
}

function sentencesOf(rust) {
  const texts = [...rust.matchAll(/"((?:[^"\\]|\\[^])*)"/g)].map(([, text]) => text.replaceAll(/\\\n\s*/g, ''));
  return texts.filter((text) => / .*\.$/.test(text) && (!OTHER.test(text) || BEFORE_A_LINE.test(text)));
}
