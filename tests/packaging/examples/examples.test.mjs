// What the READMEs and the examples print is run as it is printed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { startSandbox } from '../../js/support/sandbox.mjs';
import { visit } from '../support/page.mjs';
import { project } from '../support/project.mjs';
import { printed } from '../support/readme.mjs';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const README = join(REPOSITORY, 'README.md');

let folder;
let packageFolder;
let examples;
before(() => {
  folder = project('examples');
  packageFolder = join(folder, 'node_modules/playtally');
  examples = join(packageFolder, 'examples');
});

test('everything that is printed is run here', () => {
  assert.deepEqual(readdirSync(examples).sort(), ['bundler.js', 'full.html', 'inline.js', 'node.mjs', 'plain.html']);
  assert.deepEqual([printed(README, 'js').length, printed(README, 'html').length], [1, 1]);
  const own = join(packageFolder, 'README.md');
  assert.deepEqual([printed(own, 'js').length, printed(own, 'html').length], [6, 0]);
});

test('README: a page with a bundler', async () => {
  const [code] = printed(README, 'js');
  await bundled(code, plays({ kind: 'episode', number: 2 }));
});

test('README: a plain page', async () => {
  const [page] = printed(README, 'html');
  await served(page, plays({ kind: 'movie' }));
});

test("the package's README: a page with a bundler", async () => {
  const [code] = printed(join(packageFolder, 'README.md'), 'js');
  await bundled(code, plays({ kind: 'movie' }));
});

test("the package's README: a player somewhere else", async () => {
  const [, code] = printed(join(packageFolder, 'README.md'), 'js');
  await bundled(code, async (page, hub) => {
    await plays({ kind: 'episode', number: 2 })(page, hub);
    assert.deepEqual(hub.paired, [{ code: 'K7QM-3XRP', name: 'Living room' }]);
  });
});

test("the package's README: a session without a driver", async () => {
  const [, , code] = printed(join(packageFolder, 'README.md'), 'js');
  assert.equal(await inNode(code), 'started The Long Way Round the Lake\n');
});

test("the package's README: a history", async () => {
  const [, , , code] = printed(join(packageFolder, 'README.md'), 'js');
  const told = [{ id: 1, watched_at: '2026-10-01T21:00:00.000Z', movie: { title: 'Lake', year: 2001, ids: { trakt: 1 } } }];
  const given = `const response = new Response(${JSON.stringify(JSON.stringify(told))});
    const file = new File(['Date,Name,Year,Letterboxd URI\\n2026-10-03,Pier,2002,https://boxd.it/1\\n'], 'watched.csv');`;
  const said = await inNode(code.replace('\n\n', `\n${given}\n`));
  assert.match(said, /^\{ ?\n? *datePolicy: true.*1790888400000 Lake\n$/s);
});

test("the package's README: a library at the hub", async () => {
  const [, , , , code] = printed(join(packageFolder, 'README.md'), 'js');
  assert.match(await bundle(code), /performSync/);
});

test("the package's README: an extension that reads what a page plays", async () => {
  const [, , , , , code] = printed(join(packageFolder, 'README.md'), 'js');
  const [imports, rest] = code.split(/\n\n(.*)/s);
  writeFileSync(join(folder, 'bundle.js'), await bundle(`${imports}
    import { Playtally } from 'playtally';
    const playtally = await Playtally.connect({ hub: '/api/v1' });
    const begun = new Promise(resolve => document.querySelector('video').addEventListener('playing', resolve, { once: true }));
    document.body.dataset.ready = '';
    await begun;
    ${rest}`));
  copyFileSync(join(packageFolder, 'dist/core_bg.wasm'), join(folder, 'core_bg.wasm'));
  const named = '<meta property="og:type" content="video.movie"><meta property="og:title" content="The Pier (2002)">';
  await served(page(`${named}<script type="module" src="/bundle.js"></script>`), async (page, hub) => {
    await page.locator('body[data-ready]').waitFor();
    await plays({ kind: 'movie', title: 'The Pier', year: 2002 })(page, hub);
  });
});

test('examples/plain.html', async () => {
  await served(readFileSync(join(examples, 'plain.html')), async (page, hub) => {
    await plays({ kind: 'movie' })(page, hub);
    await page.waitForFunction(() => Number(document.querySelector('output').value) > 0);
  });
});

test('examples/bundler.js', async () => {
  await bundled(readFileSync(join(examples, 'bundler.js')), async (page, hub) => {
    await plays({ kind: 'episode', number: 1 })(page, hub);
    await hub.until(facts => facts.some(({ type, media }) => type === 'started' && media.number === 2), 'the next episode');
    const said = await page.locator('li').allTextContents();
    assert.deepEqual(said, ['started 1', 'watched 1', 'stopped 1', 'started 2']);
  });
});

test('examples/node.mjs', () => {
  const said = execFileSync(process.execPath, [join(examples, 'node.mjs')], { encoding: 'utf8' });
  assert.equal(said, 'minute 0: started\nminute 72: watched\nminute 90: stopped\n');
});

test('examples/inline.js', async () => {
  const code = await bundle(readFileSync(join(examples, 'inline.js')), { format: 'iife' });
  await served(page(''), async (page, hub) => {
    // As a userscript is: one text, put into a page that knows nothing of it.
    await page.addScriptTag({ content: code });
    await plays({ kind: 'movie', title: 'A page' })(page, hub);
  });
});

test('examples/full.html', async () => {
  const services = await startSandbox();
  try {
    await services.control('apps', {
      service: 'trakt', client_id: 'YOUR-TRAKT-CLIENT-ID', redirect_uris: ['urn:ietf:wg:oauth:2.0:oob'],
    });
    await served(readFileSync(join(examples, 'full.html')), async page => {
      await page.getByRole('button').click();
      const status = page.getByRole('status');
      await status.filter({ hasText: 'https://auth.trakt.tv/activate' }).waitFor();
      const [, code] = /Type (\S+) at/.exec(await status.textContent());
      await fetch(`${services.origin}/auth.trakt.tv/activate`, {
        method: 'POST', body: new URLSearchParams({ code, user: 'demo', decision: 'allow' }),
        signal: AbortSignal.timeout(60_000),
      });
      await status.filter({ hasText: 'Plays go to Trakt as demo' }).waitFor();
      await play(page);
      await services.until(({ trakt }) => trakt.watching.length === 1, 'what is watched');
    }, services);
  } finally {
    await services.stop();
  }
});

function page(script) {
  return `<!doctype html><title>A page</title><video src="film.webm"></video><ul></ul>${script}`;
}

async function bundle(code, { format = 'esm', platform = 'browser', target = 'es2022' } = {}) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder }, bundle: true, write: false, format, platform, target,
    external: platform === 'node' ? ['playtally'] : [], logLevel: 'silent',
  });
  return outputFiles[0].text;
}

async function bundled(code, look) {
  writeFileSync(join(folder, 'bundle.js'), await bundle(code));
  copyFileSync(join(packageFolder, 'dist/core_bg.wasm'), join(folder, 'core_bg.wasm'));
  await served(page('<script type="module" src="/bundle.js"></script>'), look);
}

async function served(html, look, services) {
  writeFileSync(join(folder, 'index.html'), html);
  copyFileSync(join(REPOSITORY, 'www/media/locks.webm'), join(folder, 'film.webm'));
  await visit(folder, { services }, look);
}

// Lowered, because `using` is younger than the oldest Node that is served.
async function inNode(code) {
  const file = join(folder, 'lowered.mjs');
  writeFileSync(file, await bundle(code, { platform: 'node', target: 'node20' }));
  return execFileSync(process.execPath, [file], { encoding: 'utf8' });
}

// The film plays, and the hub hears of the right item.
function plays(item) {
  return async (page, hub) => {
    await play(page);
    await hub.until(facts => facts.some(fact => fact.type === 'started'), `the start; the page said ${page.said}`);
    await page.evaluate(() => { document.querySelector('video').playbackRate = 16; });
    const [{ media }] = hub.facts;
    assert.deepEqual({ ...media, ...item }, media);
  };
}

// Slowly, until somebody has seen it: a page that takes long to begin misses nothing.
function play(page) {
  return page.evaluate(async () => {
    const video = document.querySelector('video');
    video.muted = true;
    await video.play();
  });
}
