// Whether a page can be used by everybody, as far as axe can tell: WCAG 2.2 AA.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Asserts that axe finds nothing wrong with what the page shows now, or a `part` of it (axe's own selector), in each
 * of these palettes.
 */
export async function axe(page, what = 'the page', part = undefined, palettes = ['light', 'dark']) {
  await page.evaluate(source);
  for (const colorScheme of palettes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await page.evaluate(([tags, within]) => globalThis.axe.run(within ?? document, { runOnly: tags }), [TAGS, part]);
    const said = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary}`));
    assert.deepEqual(said, [], `${what}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}
