// Both languages say the same things.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

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
