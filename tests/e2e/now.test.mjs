// Now: what plays elsewhere as it moves on, what can be done about it, and where to go on.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { play, until } from '../support/world.mjs';
import { axe } from './axe.mjs';
import { late } from './late.mjs';
import { FILM, openStage } from './stage.mjs';

const INCEPTION = { kind: 'movie', title: 'Inception', year: 2010, ids: { tmdb: 27205, imdb: 'tt1375666' } };
const LAKE = { kind: 'movie', title: 'The Long Way Round the Lake', year: 2026, ids: { imdb: FILM, tmdb: 99000001 } };
const TRACK = { kind: 'track', title: 'Harbour at Six', artist: 'The Demo Ensemble', album: 'Tidewater', ids: {} };
const HOUR = 3_600;

describe('now', () => {
  let stage;
  const visitors = [];
  before(async () => { stage = await openStage(); });
  after(() => stage.close());

  async function visitor(...options) {
    const someone = await stage.visitor(...options);
    visitors.push(someone);
    return someone;
  }

  /** The facts of a play that is at a share of its hour just now. */
  function going(media = INCEPTION, { share = 0.3, duration = HOUR, rate = 1 } = {}) {
    const now = Date.now();
    const it = play(media, { at: now + (1 - share) * duration * 1_000, duration });
    const place = { position: share * duration, credit: share * duration * 1_000, wall: share * duration * 1_000, rate };
    return { ...it, started: { ...it.started, ...place, at: now, rulesMet: [] }, paused: { ...it.paused, ...place, at: now, rulesMet: [] } };
  }
  /** Tells the hub as a player elsewhere would. */
  const tell = async ({ page }, ...facts) => {
    const status = await page.evaluate(async (body) => {
      const answer = await fetch('/api/v1/scrobble', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return answer.status;
    }, JSON.stringify({ facts }));
    assert.equal(status, 202);
  };
  const cardOf = ({ page }, { playId }) => page.locator(`#playing [data-play="${playId}"]`);
  const button = (place, name) => place.getByRole('button', { name: `${name}: `, exact: false });
  /** Is no newcomer any more. */
  const settle = ({ page }) => page.locator('.first-run > header button').click();
  const noWider = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off at the side');
  const ask = async (someone, path) => (await someone.context.request.get(`${stage.world.origin}/api/v1/${path}`)).json();

  describe('what plays elsewhere', { concurrency: 2 }, () => {
    test('where nothing plays, the page says how it comes; the sample plays by keyboard', async () => {
      const ada = await visitor('ada', []);
      const empty = ada.page.locator('#playing .empty');
      await empty.getByText('Nothing plays right now').waitFor();
      assert.equal(await empty.getByRole('link').count(), 0, 'the first steps say it already');
      await settle(ada);
      assert.equal(await empty.getByRole('link', { name: 'Connect a service' }).getAttribute('href'), '/connections');
      assert.equal(await empty.getByRole('link', { name: 'Pair a player' }).getAttribute('href'), '/players');
      await axe(ada.page, 'nothing plays');
      await ada.page.setViewportSize({ width: 360, height: 780 });
      await noWider(ada.page);
      await axe(ada.page, 'nothing plays, on a phone');
      await empty.getByRole('button', { name: 'Play the sample' }).press('Enter');
      await ada.page.waitForFunction(() => !shown().paused);
      await ada.page.waitForFunction(() => document.activeElement.id === 'video');
      await ada.page.getByText('Nothing plays elsewhere.').waitFor();
    });

    test('it moves on by itself, with the place where it counts; a pause holds it', async () => {
      const bea = await visitor('bea', ['trakt', 'simkl']);
      await bea.go('now');
      const it = going(INCEPTION, { rate: 16 });
      await tell(bea, it.started);
      const card = cardOf(bea, it);
      await card.getByRole('heading', { name: 'Inception' }).waitFor();
      await card.getByText('On another page').waitFor();
      await card.getByText('Playing', { exact: true }).waitFor();
      await card.getByText('80% Trakt, Simkl').waitFor();
      await card.locator('.poster img').waitFor();
      const bar = card.getByRole('progressbar');
      const place = async () => Number(await bar.getAttribute('aria-valuenow'));
      const first = await place();
      assert.ok(first >= 30, `${first} %`);
      await until(async () => await place() > first);
      await tell(bea, { ...it.paused, seq: 5, at: Date.now(), position: 2_000 });
      await card.getByText('Paused', { exact: true }).waitFor();
      await card.getByText('33:20 of 1:00:00').waitFor();
      assert.equal(await button(card, 'Pause').count(), 0);
      await axe(bea.page, 'something is paused');
      await bea.page.setViewportSize({ width: 360, height: 780 });
      await noWider(bea.page);
    });

    test('a pause reaches the player in another tab, which halts', async () => {
      const cleo = await visitor('cleo', ['trakt']);
      await cleo.go('now');
      const other = await cleo.openTab();
      await cleo.choose('lake', '1', other);
      await other.evaluate(() => shown().play());
      const card = cleo.page.locator('#playing .now-card');
      await card.getByRole('heading', { name: 'The Long Way Round the Lake' }).waitFor();
      // It says so until the player has heard, which may be at once.
      const said = cleo.page.waitForFunction(() => (
        /^Its player (is expected to hear of it|halts if it reports)/.test(document.querySelector('#playing .now-card .said')?.textContent)));
      await Promise.all([said, button(card, 'Pause').press('Enter')]);
      await other.waitForFunction(() => shown().paused && !shown().ended, undefined, { timeout: 60_000 });
      await card.getByText('Paused', { exact: true }).waitFor();
      // Not when it has something to tell by itself: that is far away.
      assert.ok(await other.evaluate(() => shown().currentTime / shown().duration) < 0.7);
    });

    test('finished, it counts once, and is gone from the page', async () => {
      const dora = await visitor('dora', ['trakt', 'simkl']);
      await dora.go('now');
      const it = going(LAKE);
      await tell(dora, it.started);
      const from = Date.now();
      await button(cardOf(dora, it), 'Finish').press('Enter');
      await dora.page.getByText('“The Long Way Round the Lake” counts as watched.').waitFor();
      await cardOf(dora, it).waitFor({ state: 'detached' });
      await dora.page.waitForFunction(() => document.activeElement.id === 'playing-title');
      const counted = { item: FILM, from, to: Date.now() + 5_000 };
      await dora.arrived({ trakt: [counted], simkl: [counted] });
      await tell(dora, it.watched, it.stopped);
      await stage.rest();
      await dora.check();
    });

    test('discarded, it counts nowhere; the page asks before', async () => {
      const edda = await visitor('edda', ['trakt', 'simkl']);
      await edda.go('now');
      const it = going(LAKE);
      await tell(edda, it.started);
      const card = cardOf(edda, it);
      await button(card, 'Discard').click();
      const dialog = edda.page.getByRole('dialog', { name: 'Discard “The Long Way Round the Lake”?' });
      await dialog.getByText('will not count at any service').waitFor();
      await axe(edda.page, 'before it is discarded');
      await edda.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await button(card, 'Discard').click();
      await dialog.getByRole('button', { name: 'Discard it' }).click();
      await card.waitFor({ state: 'detached' });
      await tell(edda, it.watched, it.stopped);
      await edda.arrived({});
      await stage.rest();
      await edda.check();
    });

    test('what counted already stays, and the question says so', async () => {
      const elin = await visitor('elin', ['trakt']);
      await elin.go('now');
      const it = going(LAKE, { share: 0.85 });
      const [service] = (await ask(elin, 'user/services')).services.filter((one) => one.service === 'trakt');
      const met = [service.rule.id];
      await tell(elin, { ...it.started, position: 0 }, { ...it.watched, at: Date.now(), rule: service.rule, rulesMet: met, seq: 9, watchedAt: Date.now() });
      const card = cardOf(elin, it);
      await card.getByText('Counted for Trakt.').waitFor();
      await button(card, 'Discard').click();
      await elin.page.getByRole('dialog').getByText('It counted for Trakt already').waitFor();
      await elin.page.getByRole('dialog').getByRole('button', { name: 'Discard it' }).click();
      await elin.page.getByText('stays in your history, where you can remove it').waitFor();
    });

    test('a refusal is said on the card, which comes back', async () => {
      const fay = await visitor('fay', []);
      const it = going();
      await tell(fay, it.started);
      const card = cardOf(fay, it);
      await card.waitFor();
      let answer;
      await fay.page.route('**/api/v1/playing/*', (route) => new Promise((resolve) => {
        answer = () => resolve(route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"not_found","detail":"There is nothing here."}' }));
      }));
      await button(card, 'Finish').click();
      await card.waitFor({ state: 'hidden' });
      await until(() => answer);
      answer();
      await card.getByRole('alert').getByText('Its player has moved on, or stopped.').waitFor();
    });
  });

  describe('what is thought of it', { concurrency: 2 }, () => {
    test('a wrong title is put right once and for all, and can be taken back', async () => {
      const gwen = await visitor('gwen', ['trakt']);
      await gwen.go('now');
      const it = going({ kind: 'movie', title: 'A Dream in a Dream', ids: {} });
      await tell(gwen, it.started);
      const card = cardOf(gwen, it);
      const correct = async () => {
        await card.getByRole('button', { name: 'Wrong title? ' }).click();
        const dialog = gwen.page.getByRole('dialog', { name: 'What is “A Dream in a Dream”?' });
        await dialog.getByRole('searchbox').fill('inception');
        await gwen.page.keyboard.press('Enter');
        await dialog.getByRole('button', { name: 'This is it: Inception (Film, 2010)' }).click();
        await card.getByRole('heading', { name: 'Inception' }).waitFor();
      };
      await correct();
      await card.getByText('Its player calls it “A Dream in a Dream”.').waitFor();
      await gwen.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
      await card.getByRole('heading', { name: 'A Dream in a Dream' }).waitFor();
      await until(async () => (await ask(gwen, 'corrections')).corrections.length === 0);
      await correct();
      await gwen.page.getByText('Titles you decided on').click();
      await gwen.page.locator('#decided').getByText('Is Inception (Film, 2010).').waitFor();
      await tell(gwen, it.watched, it.stopped);
      const titles = async () => (await stage.world.control('state')).trakt.history.filter(({ user }) => user === 'gwen').map(({ movie }) => movie.title);
      await until(async () => (await titles()).length > 0);
      assert.deepEqual(await titles(), ['Inception']);
    });

    test('stars by keyboard, and a heart; what the hub refuses is taken back', async () => {
      const hal = await visitor('hal', []);
      const it = going(TRACK, { duration: 600 });
      await tell(hal, it.started);
      const card = cardOf(hal, it);
      const stars = card.getByRole('slider', { name: 'Your rating of Harbour at Six' });
      await card.getByRole('slider', { name: 'Your rating of Harbour at Six', disabled: false }).waitFor();
      await stars.focus();
      for (const _ of [1, 2, 3, 4, 5, 6, 7]) await hal.page.keyboard.press('ArrowRight');
      await until(async () => (await stars.getAttribute('aria-valuetext')) === '3.5 stars of five');
      const ratings = async () => (await ask(hal, 'ratings')).ratings.map(({ rating }) => rating);
      await until(async () => (await ratings())[0] === 70);
      const heart = card.getByRole('button', { name: 'Love Harbour at Six' });
      await heart.click();
      await until(async () => (await ask(hal, 'loved')).items.length === 1);
      await heart.and(hal.page.locator('[aria-pressed=true]')).waitFor();
      await hal.page.reload();
      await card.locator('.stars[data-value="7"]').waitFor();
      await card.getByRole('button', { name: 'Love Harbour at Six', pressed: true }).waitFor();

      await hal.page.route('**/api/v1/ratings', (route) => route.fulfill({ status: 400, contentType: 'application/problem+json', body: '{"code":"bad_request","detail":"Not that."}' }));
      await stars.focus();
      await hal.page.keyboard.press('End');
      await hal.page.locator('.notice.bad').getByText('The hub cannot make anything of this.').waitFor();
      await card.locator('.stars[data-value="7"]').waitFor();
      await axe(hal.page, 'a track with a rating');
    });

    test('what is said while an answer is on its way stands', async () => {
      const hugh = await visitor('hugh', [], { serviceWorkers: 'block' });
      const it = going();
      const { heard, go, seen } = await late(hugh.page, '**/api/v1/state?ids=tt1375666');
      await tell(hugh, it.started);
      const stars = cardOf(hugh, it).getByRole('slider', { name: /^Your rating/, disabled: false });
      await stars.waitFor();
      await seen;
      await stars.focus();
      await hugh.page.keyboard.press('End');
      await until(async () => (await ask(hugh, 'ratings')).ratings.length === 1);
      go();
      await heard;
      assert.equal(await stars.inputValue(), '10');
    });
  });

  describe('going on', { concurrency: 2 }, () => {
    const left = async (someone, media = INCEPTION) => {
      const it = going(media, { share: 0.4 });
      await tell(someone, it.started);
      await cardOf(someone, it).waitFor();
      const { position, credit } = it.started;
      await tell(someone, { ...it.stopped, at: Date.now(), position, credit, rulesMet: [] });
      await cardOf(someone, it).waitFor({ state: 'detached' });
    };
    const placeOf = ({ page }) => page.locator('#continue .place');

    test('a place is offered until it is dismissed; that can be undone', async () => {
      const ida = await visitor('ida', []);
      await left(ida);
      const place = placeOf(ida);
      await place.getByText('24:00 of 1:00:00').waitFor();
      await place.getByText('on a player').waitFor();
      await axe(ida.page, 'a place to go on');
      await place.getByRole('button', { name: 'Do not offer Inception, Film, 2010 again' }).press('Enter');
      await place.waitFor({ state: 'detached' });
      await ida.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
      await place.waitFor();
      assert.equal((await ask(ida, 'state')).continue.length, 1);

      await place.getByRole('button', { name: 'Do not offer Inception' }).click();
      await place.waitFor({ state: 'detached' });
      // Whoever leaves meanwhile means it: the hub hears of it at the next visit.
      await ida.page.reload();
      await ida.page.getByText('Nothing plays right now').waitFor();
      await until(async () => (await ask(ida, 'state')).continue.length === 0);
      await place.waitFor({ state: 'detached' });
    });

    test('an answer that comes late is not taken for how it stands', async () => {
      const ivo = await visitor('ivo', [], { serviceWorkers: 'block' });
      await left(ivo);
      await placeOf(ivo).waitFor();
      const { heard, go, seen } = await late(ivo.page, '**/api/v1/state');
      const reload = () => ivo.go('settings').then(() => ivo.go('now'));
      await reload();
      await seen;
      assert.equal((await ivo.page.request.delete(`${stage.world.origin}/api/v1/state?key=tt1375666`, { headers: { origin: stage.world.origin } })).ok(), true);
      await reload();
      await placeOf(ivo).waitFor({ state: 'detached' });
      go();
      await heard;
      assert.equal(await placeOf(ivo).count(), 0);
    });

    test('what was seen to its end elsewhere is marked from here, and taken back', async () => {
      const jon = await visitor('jon', []);
      await left(jon, LAKE);
      const place = placeOf(jon);
      await place.getByRole('button', { name: 'Watched it' }).click();
      await place.waitFor({ state: 'detached' });
      const plays = async () => (await ask(jon, 'history')).plays.length;
      await until(async () => (await plays()) === 1);
      await jon.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
      await until(async () => (await plays()) === 0);
      await place.waitFor();
    });

    test('whoever turns to another item at once begins that one at its start', async () => {
      const kay = await visitor('kay', [], { serviceWorkers: 'block' });
      await left(kay, LAKE);
      const { page } = kay;
      const file = await page.locator('#video').getAttribute('src');
      let go;
      const held = new Promise((resolve) => { go = resolve; });
      await page.route(`**${new URL(file, stage.world.origin).pathname}`, async (route) => {
        await held;
        await route.abort();
      });
      await placeOf(kay).getByRole('button', { name: /^Continue at/ }).click();
      await page.locator('#play-locks').click();
      await page.waitForFunction((before) => {
        const video = document.querySelector('#video');
        return video.getAttribute('src') !== before && video.readyState >= 2 && !video.seeking;
      }, file);
      assert.equal(await page.evaluate(() => document.querySelector('#video').currentTime), 0);
      go();
    });

    test('a place that a service keeps is offered with its name', async () => {
      const kim = await visitor('kim', ['trakt']);
      const { access_token: token } = await stage.world.control('tokens', { service: 'trakt', user: 'kim' });
      const { kind, ...movie } = LAKE;
      assert.equal(kind, 'movie');
      const kept = await fetch(`${stage.world.sandbox}/api.trakt.tv/scrobble/pause`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'trakt-api-key': 'sandbox-trakt', 'trakt-api-version': '2', 'user-agent': 'another' },
        body: JSON.stringify({ movie, progress: 25 }),
      });
      assert.equal(kept.status, 201);
      await stage.advance(4 * 60_000);
      await kim.reopen();
      await placeOf(kim).getByText(/25% · .*, Trakt/).waitFor();
    });
  });

  describe('the page around it', { concurrency: 2 }, () => {
    test('title, progress and controls of the own player are seen without scrolling', async () => {
      const lea = await visitor('lea', [], { viewport: { width: 1440, height: 900 } });
      await settle(lea);
      const player = lea.page.locator('#player');
      for (const part of [player.getByRole('heading', { level: 3 }), player.getByRole('progressbar'), player.getByLabel('Speed')]) {
        await part.waitFor();
        const { y, height } = await part.boundingBox();
        assert.ok(y >= 0 && y + height <= 900, `${y} + ${height}`);
      }
      const { width } = await lea.page.locator('#video').boundingBox();
      assert.ok(width < 720, `the video takes ${width} of 1440`);
    });

    test('it plays on while another page is looked at', async () => {
      const mia = await visitor('mia', []);
      await mia.choose('lake', '1');
      await mia.play({ to: 0.005 });
      await mia.go('settings');
      const before = await mia.page.evaluate(() => document.querySelector('#video').currentTime);
      await mia.page.waitForFunction((then) => document.querySelector('#video').currentTime > then, before);
      await mia.go('now');
      await mia.page.locator('#player .phase[data-phase=playing]').waitFor();
    });

    test('what is not heard yet has its place; what cannot be heard is said', async () => {
      const nia = await visitor('nia', [], { serviceWorkers: 'block' });
      const sockets = [];
      await nia.page.routeWebSocket('**/api/v1/live', (socket) => { sockets.push(socket); });
      await nia.page.reload();
      await nia.page.locator('.now-page').getByRole('status', { name: 'Loading…' }).waitFor();
      await axe(nia.page, 'nothing heard yet');
      await nia.page.route('**/api/v1/{user/services,state}*', (route) => route.abort());
      await nia.page.reload();
      await nia.page.getByText('What plays elsewhere is not known').waitFor();
      await nia.page.getByText('Where you left off cannot be shown').waitFor();
      await axe(nia.page, 'no hub');
    });

    test('in German it is said in German', async () => {
      const ole = await visitor('ole', [], { locale: 'de-DE' });
      await ole.page.getByRole('heading', { name: 'Gerade läuft nichts' }).waitFor();
      const it = going();
      await tell(ole, it.started);
      await cardOf(ole, it).getByText('Läuft', { exact: true }).waitFor();
      await cardOf(ole, it).getByRole('button', { name: 'Abschließen: Inception' }).waitFor();
    });
  });

  test('no page broke', () => {
    for (const { name, troubles } of visitors) assert.deepEqual(troubles, [], name);
  });
});
