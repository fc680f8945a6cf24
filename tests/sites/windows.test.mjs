// Players that are not simply in the page: in a frame, in a window of their own, on another device.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { until } from '../support/world.mjs';
import { openSites } from './support/sites.mjs';

const FILM = 'tt99000001';
const LOCKS = 'tt99000010:1:1';
const TIDES = 'tt99000010:1:2';

let sites;
before(async () => { sites = await openSites(); });
after(() => sites?.close());

const label = page => page.locator('.badge .label');
const follows = (page, title) => label(page).filter({ hasText: title }).filter({ hasText: '%' }).waitFor();
const begun = someone => someone.manager.requests.flatMap(({ body }) => body?.facts ?? []).filter(({ seq }) => seq === 1);

/** The badges of a page and all its frames. */
const badges = page => Promise.all(page.frames().map(frame => frame.locator('.badge .label').count()));

/** Does something in the page as a person's click lets it. */
async function click(page, act) {
  await page.evaluate((text) => {
    const button = document.createElement('button');
    button.textContent = 'Act';
    button.style = 'position: fixed; top: 0; right: 0; z-index: 9';
    // The page's own words, as it would have them in a script of its own.
    button.addEventListener('click', () => new Function(`return (${text})()`)().then(() => button.remove()), { once: true });
    document.body.append(button);
  }, String(act));
  await page.getByRole('button', { name: 'Act' }).click();
  await page.getByRole('button', { name: 'Act' }).waitFor({ state: 'detached' });
}

/** The rest of an item, quickly; `find` finds its element. */
const rest = (page, find) => page.evaluate(text => new Promise((resolve) => {
  const media = new Function(`return (${text})()`)();
  media.addEventListener('ended', resolve, { once: true });
  media.playbackRate = 16;
}), String(find));

describe('players elsewhere', { concurrency: 4 }, () => {
  test('in a frame of another site: the frame follows it, the page around it is silent', async () => {
    const someone = await sites.visitor('frame-other');
    await someone.visit('vimeo', 'https://films.example/watch', {}, {}, {
      'https://films.example/watch': '<meta property="og:type" content="video.movie"><meta property="og:title" content="The Long Way Round the Lake (2026)"><iframe width="640" height="480" src="https://vimeo.com/101"></iframe>',
    });
    await someone.page.frameLocator('iframe').locator('html[data-done]').waitFor({ state: 'attached' });
    assert.deepEqual(await badges(someone.page), [0, 1]);
    await someone.arrived([FILM, TIDES]);
    assert.equal(begun(someone).length, 2);
  });

  test('in a frame of the same site: the page around it follows it, and nothing else does', async () => {
    const someone = await sites.visitor('frame-own');
    await someone.visit('vimeo', 'https://vimeo.com/101', {}, {}, {
      'https://vimeo.com/101': '<title>A site</title><iframe width="640" height="480" src="/frame/101"></iframe>',
    });
    await someone.page.frameLocator('iframe').locator('html[data-done]').waitFor({ state: 'attached' });
    assert.deepEqual(await badges(someone.page), [1, 0]);
    await someone.arrived([FILM, TIDES]);
    assert.equal(begun(someone).length, 2);
  });

  test('moved to a window of its own it goes on, as does what comes after it there', async () => {
    const someone = await sites.visitor('window');
    await someone.visit('hidive', 'https://www.hidive.com/video/1?seasonId=5', { waits: true });
    const { page } = someone;
    await follows(page, 'Locks');
    await click(page, async () => {
      const { document: apart } = await documentPictureInPicture.requestWindow({ width: 320, height: 180 });
      apart.body.append(document.querySelector('#dice-player video'));
    });
    const moved = () => documentPictureInPicture.window.document.querySelector('video');
    await rest(page, moved);
    await follows(page, 'Tides');
    await rest(page, moved);
    await someone.finished();
    await someone.arrived([LOCKS, TIDES]);
    assert.equal(begun(someone).length, 2, 'each in one play');
  });

  test('with its picture in a window of its own, and nothing of it in the page, it goes on', async () => {
    const someone = await sites.visitor('picture');
    await someone.visit('generic', 'https://films.example/watch/lake', { waits: true });
    const { page } = someone;
    const player = () => document.querySelector('my-player').shadowRoot.querySelector('video');
    await follows(page, 'The Long Way Round the Lake');
    await click(page, async () => {
      const host = document.querySelector('my-player');
      await host.shadowRoot.querySelector('video').requestPictureInPicture();
      host.style.opacity = 0;
    });
    await rest(page, player);
    await follows(page, 'Tides');
    await rest(page, player);
    await someone.finished();
    await someone.arrived([FILM, TIDES]);
    assert.equal(begun(someone).length, 2, 'each in one play');
  });

  test('on another device it ends here, and is followed again when it is back', async () => {
    const someone = await sites.visitor('cast');
    await someone.visit('youtube', 'https://www.youtube.com/watch?v=harbour-six', { waits: true });
    const { page } = someone;
    const player = () => document.querySelector('.html5-main-video');
    const told = type => someone.manager.requests.flatMap(({ body }) => body?.facts ?? []).filter(fact => fact.type === type);
    await follows(page, 'Harbour at Six');
    await until(() => told('nowPlaying').length === 1);
    await page.evaluate(() => {
      const sign = document.createElement('div');
      sign.className = 'ytp-remote-display-status';
      sign.textContent = 'Playing on TV';
      document.querySelector('.html5-video-player').append(sign);
      document.querySelector('.html5-main-video').pause();
    });
    await label(page).filter({ hasText: '%' }).waitFor({ state: 'detached' });
    await until(() => told('stopped').length === 1);
    await page.evaluate(() => {
      document.querySelector('.ytp-remote-display-status').remove();
      document.querySelector('.html5-main-video').play();
    });
    await follows(page, 'Harbour at Six');
    await rest(page, player);
    await follows(page, 'Slow Tide');
    await rest(page, player);
    await someone.finished();
    await someone.arrived(['Harbour at Six', 'Slow Tide']);
  });
});
