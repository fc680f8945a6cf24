// Titles and artists, as `playtally/full` gives them.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { install } from './support/installed.mjs';

let full;
before(async () => {
  full = await import(pathToFileURL(join(install('installed-titles'), 'dist/full/node.js')));
});

test('titles have one form, and compare by what they say', () => {
  assert.equal(full.normalizeTitle('Amélie Poulain, Le'), 'le amelie poulain');
  assert.deepEqual(full.compareTitles('The Office (U.S.)', 'Office, The (2005)'),
    { sameName: true, missing: ['country', 'year'], differs: [] });
  assert.deepEqual(full.compareTitles('Aliens - Special Edition', 'Aliens (Uncut)'),
    { sameName: true, missing: [], differs: ['edition'] });
});

test('artists come apart, and compare as a whole first', () => {
  assert.deepEqual(full.splitArtists('Air feat. Beth', 'Harbour (with Li)'),
    { primary: 'Air', others: ['Beth', 'Li'], title: 'Harbour' });
  assert.deepEqual(full.splitArtists('Air & Beth'), { primary: 'Air', others: ['Beth'], title: '' });
  assert.equal(full.compareArtists('Simon & Garfunkel', 'Simon and Garfunkel'), 'whole');
  assert.equal(full.compareArtists('Air & Beth', 'Beth feat. Air'), 'people');
  assert.equal(full.compareArtists('Air & Beth', 'Air'), 'primary');
  assert.equal(full.compareArtists('Air', 'Beth'), 'different');
});
