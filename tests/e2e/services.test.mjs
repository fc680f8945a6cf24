// Every service on the page: connected, tested, checked in to where it has that, and let go again, by hand and by keyboard.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { film, play, until } from '../support/world.mjs';
import { openStage } from './stage.mjs';

const DAY = 86_400_000;
const FEEDS = { letterboxd: ['Letterboxd', 'demo'], goodreads: ['Goodreads', '990001'] };
const NAMES = { trakt: 'Trakt', simkl: 'Simkl', lastfm: 'Last.fm', listenbrainz: 'ListenBrainz', anilist: 'AniList', myanimelist: 'MyAnimeList' };

describe('services', () => {
  let stage;
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  const button = ({ page }, name) => page.getByRole('button', { name, exact: true });
  const told = ({ page }, text) => page.locator('.notice').getByText(text).waitFor();
  const stateOf = (someone, service) => someone.card(service).getAttribute('data-state');

  async function tested(someone, service, name, knownAs) {
    await someone.open(service);
    await button(someone, `Test ${name}`).click();
    await told(someone, `${name} answers, and knows you as ${knownAs}.`);
  }

  /** Says what is watched: looked up, and picked. */
  async function checkIn({ page }, card) {
    await card.getByRole('button', { name: 'Check in' }).click();
    const dialog = page.getByRole('dialog', { name: 'What are you watching?' });
    await dialog.getByRole('searchbox').fill('the long way round the lake');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'It is this: The Long Way Round the Lake' }).first().click();
  }

  async function letGo(someone, service, name) {
    await button(someone, `Disconnect ${name}`).click();
    await someone.page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await told(someone, `${name} is disconnected.`);
    await until(async () => (await stateOf(someone, service)) === 'disconnected');
    await button(someone, `Connect ${name}`).waitFor();
  }

  async function nothingBroke(someone) {
    assert.equal(await someone.card('trakt').getByRole('alert').isVisible(), false);
    assert.deepEqual(someone.troubles, []);
  }

  describe('people of their own', { concurrency: 3 }, () => {
    for (const [service, name] of Object.entries(NAMES)) {
      test(`${name}: connect, test, disconnect`, async () => {
        const someone = await stage.visitor(`${service}-user`, [service]);
        const link = someone.card(service).locator(`#profile-${service}`);
        assert.match(await link.getAttribute('href'), /^https:\/\//);
        await tested(someone, service, name, `${service}-user`);
        await letGo(someone, service, name);
        await nothingBroke(someone);
      });
    }

    for (const [service, [name, feed]] of Object.entries(FEEDS)) {
      test(`${name}: connect by naming the feed, test, disconnect; by keyboard, on a phone`, async () => {
        const someone = await stage.visitor(`${service}-user`, []);
        const { page } = someone;
        await page.setViewportSize({ width: 360, height: 780 });
        await someone.go('connections');
        await button(someone, `Connect ${name}`).focus();
        await page.keyboard.press('Enter');
        await page.waitForFunction((id) => document.activeElement.id === id, `${service}-feed`);
        await page.keyboard.type('nobody-at-all-1');
        await page.keyboard.press('Enter');
        await someone.card(service).getByRole('alert').waitFor();
        await someone.card(service).getByRole('textbox').fill(feed);
        await page.keyboard.press('Enter');
        await someone.card(service).and(page.locator('[data-state=connected]')).waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Done' }).press('Enter');
        await tested(someone, service, name, feed);
        const [inside, all] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
        assert.ok(all <= inside, 'nothing runs off the screen');
        await letGo(someone, service, name);
      });
    }

    test('TMDB is ready, and has nobody to connect', async () => {
      const someone = await stage.visitor('tmdb-user', []);
      await someone.go('connections');
      await someone.card('tmdb').waitFor();
      assert.equal(await stateOf(someone, 'tmdb'), 'configured');
      await button(someone, 'Test TMDB').click();
      await told(someone, 'TMDB answers.');
      assert.equal(await someone.card('tmdb').getByRole('button', { name: /connect/i }).count(), 0);
    });

    test('a check-in at Trakt shows as watched elsewhere, with a link, and is taken back', async () => {
      const someone = await stage.visitor('checker', ['trakt']);
      const card = someone.card('trakt');
      await someone.open('trakt');
      await card.getByText('Watching elsewhere').click();
      await card.getByText('Nothing is watched at Trakt now.').waitFor();
      await checkIn(someone, card);
      await told(someone, 'Trakt counts');
      const title = card.getByRole('link', { name: 'The Long Way Round the Lake' });
      assert.match(await title.getAttribute('href'), /^https:\/\/(app\.)?trakt\.tv\/movies\//);
      assert.equal(await title.getAttribute('rel'), 'noreferrer');
      await checkIn(someone, card);
      await card.getByRole('alert').getByText('Another check-in is under way at Trakt').waitFor();
      await card.getByRole('button', { name: 'Take back' }).click();
      await card.getByText('Nothing is watched at Trakt now.').waitFor();
      // What went wrong before is over.
      await card.getByRole('alert').waitFor({ state: 'hidden' });
    });

    test('what is heard at Last.fm is asked for when somebody looks', async () => {
      const someone = await stage.visitor('hearer', ['lastfm']);
      const card = someone.card('lastfm');
      await someone.open('lastfm');
      await card.getByText('Playing elsewhere').click();
      await card.getByText('Nothing is heard at Last.fm now.').waitFor();
      assert.equal(await card.getByRole('button', { name: 'Check in' }).count(), 0);
    });

    test('what is heard is shown: at Last.fm as it plays here, at ListenBrainz from another player', async () => {
      const someone = await stage.visitor('listener', ['lastfm', 'listenbrainz']);
      const shown = async (service, words) => {
        await someone.open(service);
        const card = someone.card(service);
        await card.getByText('Playing elsewhere').click();
        await card.getByText(words).waitFor();
      };
      const listen = { listen_type: 'playing_now', payload: [{ track_metadata: { artist_name: 'Air', track_name: 'Kelly' } }] };
      const sent = await fetch(`${stage.world.sandbox}/api.listenbrainz.org/1/submit-listens`, {
        method: 'POST', headers: { authorization: `Token ${await someone.readToken()}`, 'content-type': 'application/json' }, body: JSON.stringify(listen),
      });
      assert.equal(sent.status, 200);
      await shown('listenbrainz', 'At ListenBrainz: Kelly, Air');
      await someone.choose('harbour', '1');
      await someone.play({ to: 0.02 });
      await until(async () => (await stage.world.control('state')).lastfm.playing.some(({ user }) => user === 'listener'));
      await shown('lastfm', /At Last\.fm: Harbour at Six/);
      assert.match(await someone.card('lastfm').getByRole('link', { name: 'Harbour at Six' }).getAttribute('href'), /^https:\/\/www\.last\.fm\/music\//);
      await someone.go('now');
      await someone.halt();
    });

    test('a check-in at Simkl, which does not tell what is watched', async () => {
      const someone = await stage.visitor('simkl-checker', ['simkl']);
      const card = someone.card('simkl');
      await someone.open('simkl');
      await card.getByText('Watching elsewhere').click();
      await checkIn(someone, card);
      await told(someone, 'Simkl counts');
      await card.getByRole('button', { name: 'Take back' }).click();
      await told(someone, 'Simkl has forgotten the check-in.');
    });

    test('what a service can do is told', async () => {
      const someone = await stage.visitor('asker', ['simkl']);
      await someone.open('simkl');
      await someone.card('simkl').getByText('What it can do').click();
      assert.match(await someone.card('simkl').locator('.abilities').innerText(), /ratings, .*where you stand/);
    });
  });

  for (const [status, words] of [
    [420, /Your Trakt account is full\. Remove something there or upgrade it/],
    [423, /Your Trakt account is locked or deactivated\. Write to Trakt's support/],
    [426, /Trakt asks for a VIP account for this/],
  ]) {
    test(`Trakt's ${status} is told in plain words: at a check-in, and of a play`, async () => {
      const name = `refused-${status}`;
      const someone = await stage.visitor(name, ['trakt']);
      const refuse = (path) => stage.world.control('faults', { host: 'api.trakt.tv', path, kind: 'status', status, times: 1 });
      await refuse('/checkin');
      const card = someone.card('trakt');
      await someone.open('trakt');
      await card.getByText('Watching elsewhere').click();
      await card.getByText('Nothing is watched at Trakt now.').waitFor();
      await checkIn(someone, card);
      await card.getByRole('alert').getByText(words).waitFor();
      assert.equal(await stateOf(someone, 'trakt'), 'connected', 'nobody is signed out');

      await refuse('/scrobble/stop');
      const { watched, stopped } = play(film);
      const { origin } = stage.world;
      const taken = await someone.context.request.post(`${origin}/api/v1/scrobble`, { data: { facts: [watched, stopped] }, headers: { origin } });
      assert.ok(taken.ok());
      await someone.go('outbox');
      const mark = someone.page.locator('.destination[data-service=trakt][data-state=dead]');
      await mark.getByText('is full, locked, or needs a paid plan').waitFor();
      await mark.getByRole('button').first().waitFor();
    });
  }

  test('a service that does not answer is told on its card, and stays connected', async () => {
    const someone = await stage.visitor('waiting', ['myanimelist']);
    await stage.world.control('faults', { host: 'api.myanimelist.net', kind: 'html403', times: 1 });
    await someone.open('myanimelist');
    await button(someone, 'Test MyAnimeList').click();
    await someone.card('myanimelist').getByRole('alert').waitFor();
    assert.equal(await stateOf(someone, 'myanimelist'), 'connected');
  });
});

describe('a sign-in that ends', () => {
  test('AniList\'s is announced a week before, and asked for again', async () => {
    const stage = await openStage();
    try {
      const someone = await stage.visitor('yearly', ['anilist']);
      // Coming back now and then, as the browser's cookie wants it.
      await stage.advance(359 * DAY);
      await someone.reopen();
      await someone.go('connections');
      await someone.card('anilist').getByText(/The sign-in ends on/).waitFor();
      await someone.card('anilist').getByRole('button', { name: 'Sign in to AniList again' }).waitFor();
      await stage.advance(5 * DAY);
      await someone.reopen();
      await stage.advance(2 * DAY);
      await someone.reopen();
      await someone.go('connections');
      await someone.card('anilist').and(someone.page.locator('[data-state=sign_in_again]')).waitFor();
      await someone.connect('anilist');
      assert.equal(await someone.card('anilist').getByText(/The sign-in ends on/).count(), 0);
    } finally {
      await stage.close();
    }
  });
});
