// Without a hub: real Chromium, the packed package and the real sandbox, over loopback.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { launch } from '../support/chromium.mjs';
import { install } from './support/installed.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { startSite } from './support/site.mjs';

const pageScript = readFileSync(new URL('./support/direct-page.js', import.meta.url));

let browser;
let sandbox;
let site;
let context;

before(async () => {
  site = await startSite(install('installed-direct'), pageScript);
  sandbox = await startSandbox();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
  site?.close();
});
beforeEach(async () => {
  await sandbox.control('reset', {});
  await sandbox.app('trakt');
  await sandbox.app('simkl');
  context = await browser.newContext();
});
afterEach(() => context.close());

// A tab that has begun; its clock may be ahead.
async function tab({ ahead = 0, apps } = {}) {
  const page = await context.newPage();
  page.warnings = [];
  await page.addInitScript((ms) => {
    const { now } = Date;
    Date.now = () => now.call(Date) + ms;
  }, ahead);
  await page.goto(site.origin);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  await page.evaluate(([origin, more]) => window.start(origin, more), [sandbox.origin, apps]);
  return page;
}

// Signs in by tokens, without the services' pages.
async function signedIn(...services) {
  const page = await tab();
  for (const service of services) {
    await page.evaluate(([name, token]) => window.driver.signInWithToken(name, token), [
      service, await sandbox.token(service, 'demo'),
    ]);
  }
  return page;
}

// Signs in by a code, as a person does.
async function byCode(page, service, decision = 'allow') {
  const { userCode, url } = await page.evaluate(name => window.signIn(name), service);
  await sandbox.type(url, userCode, decision);
  await page.waitForFunction(() => window.signedIn, null, { timeout: 120_000 });
  return page.evaluate(() => window.signedIn);
}

// An episode of the sandbox's series.
const episode = number => ({
  kind: 'episode', show: { title: 'Slow Boats', year: 2026, ids: { imdb: 'tt99000010', tmdb: 99000010, tvdb: 99000010 } }, season: 1, number,
});

const times = (state, call) => state.counts[call] ?? 0;
const played = ({ trakt, simkl }) => [trakt.history.length, simkl.history.length];
const finished = page => page.waitForFunction(() => document.querySelector('video').ended, null, { timeout: 120_000 });
const states = page => page.evaluate(() => window.driver.deliveries.map(({ service, state }) => [service, state]).sort());
// From here on as fast as Chromium plays.
const hurry = page => page.evaluate(() => { document.querySelector('video').playbackRate = 16; });
// A film of 72 seconds.
const playShort = page => page.evaluate(() => window.play('harbour.webm', window.lake));
const settled = page => page.waitForFunction(() => {
  const open = ['live', 'waiting', 'sending', 'checking'];
  const { deliveries } = window.driver;
  return deliveries.length > 0 && deliveries.every(({ state }) => !open.includes(state));
}, null, { timeout: 120_000 });

test('a film and a track, played for real, arrive once at every service', async () => {
  const page = await signedIn('trakt', 'simkl', 'listenbrainz');
  await page.evaluate(() => window.play('lake.webm', window.lake, 1));
  await sandbox.until(state => state.trakt.watching.length === 1 && state.simkl.watching.length === 1, 'what is watched');
  await hurry(page);
  await finished(page);
  const state = await sandbox.until(state => played(state).every(count => count > 0), 'the film');
  assert.deepEqual(played(state), [1, 1]);
  await page.evaluate(() => {
    window.player.detach();
    return window.play('harbour.webm', window.harbour);
  });
  await finished(page);
  const { listenbrainz } = await sandbox.until(({ listenbrainz }) => listenbrainz.listens.length > 0, 'the track');
  assert.equal(listenbrainz.listens.length, 1);
  assert.deepEqual(played(await sandbox.control('state')), [1, 1]);
  assert.deepEqual(await states(page), [['listenbrainz', 'stored'], ['simkl', 'stored'], ['trakt', 'stored']]);
  const known = await page.evaluate(() => window.driver.state('tt99000001'));
  assert.deepEqual([known.watched, known.plays], [true, 1]);
});

test('signing in by a code: at Trakt, at Simkl, and by the PIN of its older apps', async () => {
  const page = await tab();
  const trakt = await byCode(page, 'trakt');
  assert.deepEqual([trakt.service, trakt.state, trakt.username], ['trakt', 'connected', 'demo']);
  assert.equal(trakt.token, undefined);
  const simkl = await byCode(page, 'simkl');
  assert.deepEqual([simkl.service, simkl.state, simkl.username], ['simkl', 'connected', 'demo']);
  await page.evaluate(() => window.driver.signOut('simkl'));
  await sandbox.app('simkl', { client_id: 'page-older', auth: 'v1' });
  const older = await tab({ apps: { simkl: { clientId: 'page-older', older: true } } });
  assert.deepEqual((await byCode(older, 'simkl')).state, 'connected');
  assert.deepEqual(await older.evaluate(() => window.driver.accounts.map(({ service }) => service)), ['trakt', 'simkl']);
});

test("signing in on the services' own pages, which send the person back with a code", async () => {
  const page = await tab();
  for (const service of ['trakt', 'simkl']) {
    await sandbox.app(service, { redirect_uris: [`${site.origin}/back`] });
    const address = await page.evaluate(([name, back]) => window.driver.signInPage(name, back), [service, `${site.origin}/back`]);
    await page.goto(address.replace('https://', `${sandbox.origin}/`));
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    assert.match(page.url(), /\/back\?code=.*state=/);
    const account = await page.evaluate(async (origin) => {
      await window.start(origin);
      return window.driver.finishSignIn();
    }, sandbox.origin);
    assert.deepEqual([account.service, account.state, account.username], [service, 'connected', 'demo']);
    assert.equal(page.url(), `${site.origin}/back`, 'nothing of it stays in the address');
    assert.equal(await page.evaluate(() => window.driver.finishSignIn()), undefined, 'once');
  }
});

test('a No, and a change of mind', async () => {
  const page = await tab();
  assert.deepEqual(await byCode(page, 'trakt', 'deny'), { code: 'denied', provider: 'trakt' });
  await page.evaluate(() => window.signIn('trakt'));
  await page.evaluate(() => window.signing.cancel());
  await page.waitForFunction(() => window.signedIn);
  assert.deepEqual(await page.evaluate(() => window.signedIn), { code: 'cancelled', provider: 'trakt' });
  const before = times(await sandbox.control('state'), 'trakt POST /oauth/device/token');
  await new Promise(resolve => setTimeout(resolve, 6_000));
  assert.equal(times(await sandbox.control('state'), 'trakt POST /oauth/device/token'), before, 'nothing is asked any more');
  assert.deepEqual(await page.evaluate(() => window.driver.accounts), []);
});

test('a token that ended is renewed once for all tabs, and a refused one asks for a new sign-in', async () => {
  const page = await tab();
  await byCode(page, 'trakt');
  await sandbox.control('expire', { service: 'trakt' });
  const other = await tab();
  await Promise.all([playShort(page), other.evaluate(() => window.driver.checkIn({
    kind: 'episode', show: { title: 'Slow Boats', ids: { imdb: 'tt99000010' } }, season: 1, number: 1,
  }))]);
  await sandbox.until(state => times(state, 'trakt POST /oauth/token') > 0, 'a renewal');
  await settled(page);
  const state = await sandbox.control('state');
  assert.equal(times(state, 'trakt POST /oauth/token'), 1);
  assert.equal(state.trakt.history.length, 1);
  await sandbox.control('reset', {});
  await sandbox.app('trakt');
  await page.evaluate(() => window.player.detach());
  await playShort(page);
  await page.waitForFunction(() => window.driver.accounts[0].state === 'sign_in_again', null, { timeout: 120_000 });
  await finished(page);
  await page.waitForFunction(() => window.driver.deliveries.some(({ state }) => state === 'signed_out'));
  await byCode(page, 'trakt');
  await settled(page);
  assert.equal((await sandbox.control('state')).trakt.history.length, 1, 'what waited went out');
});

test('music goes to a server of the person that speaks the same language', async () => {
  const page = await tab();
  const base = 'https://music.example.org/apis/listenbrainz/';
  const account = await page.evaluate(base => window.driver.signInWithToken('listenbrainz', 'sandbox-maloja-key', { base }), base);
  assert.deepEqual([account.username, account.base], ['maloja-owner', base.slice(0, -1)]);
  await page.evaluate(() => window.play('harbour.webm', window.harbour));
  await finished(page);
  await settled(page);
  const { maloja, listenbrainz } = await sandbox.control('state');
  assert.equal(maloja.scrobbles.length, 1);
  assert.equal(listenbrainz.listens.length, 0);
});

test('signing out ends the grant; nothing is sent any more', async () => {
  const page = await signedIn('trakt', 'simkl');
  await page.evaluate(() => window.driver.signOut('trakt'));
  assert.deepEqual(await page.evaluate(() => window.driver.accounts.map(({ service }) => service)), ['simkl']);
  const tokens = await sandbox.control('tokens');
  assert.ok(!tokens.some(({ service, kind }) => service === 'trakt' && kind === 'access'));
  await playShort(page);
  await finished(page);
  const state = await sandbox.until(({ simkl }) => simkl.history.length > 0, 'the film at Simkl');
  assert.equal(times(state, 'trakt POST /scrobble/start'), 0);
});

test('a stop whose answer was lost is read back after a restart, not sent again', async () => {
  const page = await signedIn('trakt', 'simkl');
  await sandbox.control('faults', [
    { host: 'api.trakt.tv', path: '/scrobble/stop', kind: 'drop-after' },
    { host: 'api.simkl.com', path: '/scrobble/stop', kind: 'drop-after' },
  ]);
  await playShort(page);
  await finished(page);
  await page.waitForFunction(() => window.driver.deliveries.some(({ service, state }) => service === 'trakt' && state === 'checking'));
  await page.close({ runBeforeUnload: true });
  await sandbox.control('clock', { advance_ms: 180_000 });
  const next = await tab({ ahead: 180_000 });
  await settled(next);
  const state = await sandbox.control('state');
  assert.deepEqual(played(state), [1, 1]);
  assert.equal(times(state, 'trakt GET /sync/history/movies'), 1);
  assert.equal(times(state, 'trakt POST /scrobble/stop') + times(state, 'trakt POST /sync/history'), 1);
});

test('a tab that is closed while a request is under way: the next one finds out what became of it', async () => {
  const page = await signedIn('trakt');
  await sandbox.control('faults', [{ host: 'api.trakt.tv', path: '/scrobble/stop', kind: 'hold' }]);
  await playShort(page);
  await page.waitForFunction(() => window.driver.deliveries.some(({ state }) => state === 'sending'), null, { timeout: 120_000 });
  await sandbox.befallen();
  await page.close();
  await sandbox.heal();
  await sandbox.until(({ trakt }) => trakt.history.length > 0, 'what was under way');
  await sandbox.control('clock', { advance_ms: 300_000 });
  const next = await tab({ ahead: 300_000 });
  await settled(next);
  const { trakt } = await sandbox.control('state');
  assert.equal(trakt.history.length, 1);
});

test('closing the tab past the threshold tells the services in requests that outlive it', async () => {
  const page = await signedIn('trakt', 'simkl');
  await playShort(page);
  await page.waitForFunction(() => document.querySelector('video').currentTime > 62);
  await page.close({ runBeforeUnload: true });
  await sandbox.until(state => played(state).every(count => count === 1), 'the film');
  await sandbox.control('clock', { advance_ms: 300_000 });
  const next = await tab({ ahead: 300_000 });
  await settled(next);
  assert.deepEqual(played(await sandbox.control('state')), [1, 1]);
});

test('of two tabs one delivers for both, and the other goes on when it is closed', async () => {
  const first = await signedIn('trakt');
  const second = await tab();
  await playShort(second);
  await finished(second);
  const state = await sandbox.until(({ trakt }) => trakt.history.length > 0, 'the film');
  assert.equal(state.trakt.history.length, 1);
  await first.waitForFunction(() => window.deliveries.length > 0);
  assert.equal(await second.evaluate(() => window.deliveries.length), 0);
  const item = { kind: 'episode', show: { title: 'Slow Boats', ids: { imdb: 'tt99000010' } }, season: 1, number: 1 };
  const checked = await second.evaluate(media => window.driver.checkIn(media), item);
  assert.deepEqual(checked, [{ service: 'trakt', state: 'checked_in' }]);
  await first.close({ runBeforeUnload: true });
  const cancelled = await second.evaluate(() => window.driver.cancelCheckIn());
  assert.deepEqual(cancelled, [{ service: 'trakt', state: 'cancelled' }]);
  assert.deepEqual((await sandbox.control('state')).trakt.watching, []);
});

test('plays wait for the account that they were played for, whoever signs in meanwhile', async () => {
  const page = await signedIn('trakt');
  await page.evaluate(() => window.play('harbour.webm', window.lake, 1));
  await page.waitForFunction(() => {
    const video = document.querySelector('video');
    return video.buffered.length > 0 && video.buffered.end(0) > video.duration - 1;
  });
  await context.setOffline(true);
  await hurry(page);
  await finished(page);
  await page.waitForFunction(() => window.driver.deliveries.some(({ state, reason }) => state === 'waiting' && reason));
  await page.evaluate(() => window.driver.signOut('trakt'));
  await context.setOffline(false);
  const signIn = async user => page.evaluate(token => window.driver.signInWithToken('trakt', token), await sandbox.token('trakt', user));
  await signIn('another');
  await page.evaluate(() => window.driver.deliveries.forEach(({ id }) => window.driver.retry(id)));
  await new Promise(resolve => setTimeout(resolve, 1_000));
  assert.deepEqual((await sandbox.control('state')).trakt.history, []);
  const [waiting] = await page.evaluate(() => window.driver.deliveries);
  assert.deepEqual([waiting.destination, waiting.service], ['trakt/demo', 'trakt']);
  await page.evaluate(() => window.driver.signOut('trakt'));
  await signIn('demo');
  await page.evaluate(() => window.driver.deliveries.forEach(({ id }) => window.driver.retry(id)));
  const state = await sandbox.until(({ trakt }) => trakt.history.length > 0, 'the film');
  assert.deepEqual(state.trakt.history.map(({ user }) => user), ['demo']);
});

test('an outbox that cannot be read is kept, and said', async () => {
  const page = await tab();
  await page.evaluate(() => {
    window.driver.close();
    localStorage.setItem('playtally:direct:outbox', '{"version":99}');
  });
  const next = await tab();
  const [codes, kept, deliveries] = await next.evaluate(async () => {
    const codes = [];
    await new Promise(resolve => window.driver.on('warning', ({ code }) => resolve(codes.push(code))));
    return [codes, localStorage.getItem('playtally:direct:outbox:unreadable'), window.driver.deliveries];
  });
  assert.deepEqual([codes, kept, deliveries], [['bad_input'], '{"version":99}', []]);
});

test('whoever waits for a call when the driver is closed is told, and nobody is let in after that', async () => {
  const page = await signedIn('trakt');
  await sandbox.control('faults', [{ host: 'api.trakt.tv', path: '/checkin', kind: 'hold' }]);
  await page.evaluate((media) => {
    window.waiting = window.driver.checkIn(media);
  }, { kind: 'movie', title: 'The Long Way Round the Lake', ids: { imdb: 'tt99000001' } });
  await sandbox.befallen();
  const told = await page.evaluate(async () => {
    window.driver.close();
    const [{ error }] = await window.waiting;
    const after = await window.driver.retry('some').catch(({ name, code }) => [name, code]);
    return [error.code, error.provider, after];
  });
  await sandbox.heal();
  assert.deepEqual(told, ['no_answer', 'trakt', ['ScrobbleError', 'not_sent']]);
});

test('another tab hears all that an error says', async () => {
  const first = await signedIn('trakt');
  await sandbox.control('faults', [{ host: 'api.trakt.tv', path: '/checkin', kind: 'status', status: 423 }]);
  const check = page => page.evaluate(async () => {
    const [{ error }] = await window.driver.checkIn({
      kind: 'episode', show: { title: 'Slow Boats', ids: { imdb: 'tt99000010' } }, season: 1, number: 1,
    });
    return [error.name, error.code, error.provider, error.status];
  });
  const second = await tab();
  assert.deepEqual(await check(second), ['ScrobbleError', 'account_limit', 'trakt', 423]);
  assert.ok(first);
});

test('a renewal that fails makes no play dead or doubtful, and one that is refused is told', async () => {
  const page = await tab();
  await byCode(page, 'trakt');
  // Its time is over before the renewal is due again.
  await page.evaluate(() => {
    window.accounts = [];
    window.driver.on('accounts', ([{ state }]) => window.accounts.push(state));
    const { now } = Date;
    Date.now = () => now.call(Date) + 400 * 86_400_000;
  });
  await sandbox.control('faults', [
    { path: '/oauth/token', kind: 'drop-before' },
    { path: '/oauth/token', kind: 'status', status: 400, times: 3 },
  ]);
  await playShort(page);
  await finished(page);
  await page.waitForFunction(() => window.driver.deliveries.some(({ reason }) => reason));
  assert.deepEqual(await states(page), [['trakt', 'waiting']]);
  await sandbox.heal();
  await sandbox.control('reset', {});
  await sandbox.app('trakt');
  await page.evaluate(() => window.driver.deliveries.forEach(({ id }) => window.driver.retry(id)));
  await page.waitForFunction(() => window.accounts.at(-1) === 'sign_in_again');
  assert.deepEqual(await states(page), [['trakt', 'signed_out']]);
});

test('without Web Locks one tab delivers too, and one that slept asks before it does', async () => {
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
  });
  const first = await context.newPage();
  await first.goto(site.origin);
  await first.evaluate(() => {
    localStorage.setItem('playtally:lease:playtally:direct:outbox', `somebody ${Date.now() - 1}`);
  });
  await first.close();
  const page = await signedIn('trakt', 'simkl');
  const second = await tab();
  await playShort(second);
  await finished(second);
  const state = await sandbox.until(found => played(found).every(count => count > 0), 'the film');
  assert.deepEqual(played(state), [1, 1]);
  assert.equal(await second.evaluate(() => window.deliveries.length), 0);
  await second.close();
  const check = () => page.evaluate(async () => {
    const [{ state, error }] = await window.driver.checkIn({
      kind: 'episode', show: { title: 'Slow Boats', ids: { imdb: 'tt99000010' } }, season: 1, number: 1,
    });
    return error?.code ?? state;
  });
  await page.evaluate(() => {
    localStorage.setItem('playtally:lease:playtally:direct:outbox', `somebody ${Date.now() + 600_000}`);
  });
  assert.equal(await check(), 'no_answer');
  assert.equal(times(await sandbox.control('state'), 'trakt POST /checkin'), 0);
  await page.evaluate(() => localStorage.setItem('playtally:lease:playtally:direct:outbox', 'somebody 1'));
  await page.waitForFunction(() => !localStorage.getItem('playtally:lease:playtally:direct:outbox').startsWith('somebody'));
  assert.equal(await check(), 'checked_in');
});

test('the next episode in the same element, its metadata late, is one play, and so is the one before', async () => {
  const page = await signedIn('trakt', 'simkl');
  await page.evaluate(media => window.play('locks.webm', media), episode(1));
  await finished(page);
  await page.evaluate(async (media) => {
    const video = document.querySelector('video');
    video.src = '/media/tides.webm';
    await video.play();
    await new Promise(resolve => setTimeout(resolve, 500));
    window.player.load(media);
  }, episode(2));
  await finished(page);
  await settled(page);
  const state = await sandbox.until(found => played(found).every(count => count >= 2), 'both episodes');
  assert.deepEqual(played(state), [2, 2]);
  assert.deepEqual(state.trakt.history.map(({ episode: { number } }) => number).sort(), [1, 2]);
  assert.deepEqual(state.trakt.playback, [], 'no place is left of either');
});

test('the next episode named while the former still plays: its last seconds are not those of the next', async () => {
  const page = await signedIn('trakt');
  await page.evaluate(media => window.play('locks.webm', media), episode(1));
  await page.evaluate(async (media) => {
    const video = document.querySelector('video');
    const past = share => new Promise(resolve => {
      video.addEventListener('timeupdate', function look() {
        if (video.currentTime < video.duration * share) return;
        video.removeEventListener('timeupdate', look);
        resolve();
      });
    });
    // Slower towards the end, so that it is not missed.
    await past(0.7);
    video.playbackRate = 4;
    await past(0.85);
    window.facts = [];
    window.driver.on('fact', fact => window.facts.push(fact));
    window.player.load(media);
    await new Promise(resolve => setTimeout(resolve, 300));
    video.src = '/media/tides.webm';
    await video.play();
  }, episode(2));
  await finished(page);
  await settled(page);
  const { trakt } = await sandbox.until(({ trakt }) => trakt.history.length >= 2, 'both episodes');
  assert.deepEqual(trakt.history.map(({ episode: { number } }) => number).sort(), [1, 2]);
  const told = await page.evaluate(() => window.facts.map(({ type, media, position }) => [type, media.number, position < 5]));
  assert.deepEqual(told.map(([type, number]) => [type, number]), [
    ['stopped', 1], ['started', 2], ['watched', 2], ['stopped', 2],
  ]);
  assert.ok(told[1][2], 'it begins at the beginning');
});

test('AniList gives the page its token, and is told how far the person is', async () => {
  // Where it is another day than in Greenwich, and stays so for an hour or more.
  const [timezoneId, minutes] = new Date().getUTCHours() < 11 ? ['Etc/GMT+12', -720] : ['Etc/GMT-14', 840];
  await context.close();
  context = await browser.newContext({ timezoneId });
  await sandbox.app('anilist', { redirect_uris: [`${site.origin}/back`] });
  const page = await tab({ apps: { anilist: { clientId: 'page-anilist' } } });
  const address = await page.evaluate(() => window.driver.signInPage('anilist'));
  await page.goto(address.replace('https://', `${sandbox.origin}/`));
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  assert.match(page.url(), /\/back#access_token=/);
  const account = await page.evaluate(async (origin) => {
    await window.start(origin, { anilist: { clientId: 'page-anilist' } });
    return window.driver.finishSignIn();
  }, sandbox.origin);
  assert.deepEqual([account.service, account.state, account.username], ['anilist', 'connected', 'demo']);
  assert.equal(page.url(), `${site.origin}/back`, 'the token does not stay in the address');
  assert.equal(await page.evaluate(() => window.driver.finishSignIn()), undefined, 'once');

  // The film of 72 seconds stands in for the first episode.
  await page.evaluate(() => window.play('harbour.webm', {
    kind: 'episode', show: { title: 'Slow Boats', ids: { anilist: 990010, mal: 990010 } }, season: 1, number: 1,
  }));
  await finished(page);
  const { anilist } = await sandbox.until(({ anilist }) => anilist.entries.length > 0, 'the progress');
  const there = new Date(Date.now() + minutes * 60_000);
  const today = { year: there.getUTCFullYear(), month: there.getUTCMonth() + 1, day: there.getUTCDate() };
  assert.deepEqual(anilist.entries.map(({ status, progress, startedAt }) => [status, progress, startedAt]), [['CURRENT', 1, today]]);
  await settled(page);
  assert.deepEqual(await states(page), [['anilist', 'stored']]);
});

test('a service that no page can call says so before the first call', async () => {
  const page = await tab();
  for (const [service, why] of [['lastfm', /Last\.fm/], ['myanimelist', /CORS/], ['tmdb', /TMDB/], ['letterboxd', /CORS/], ['goodreads', /CORS/]]) {
    const refused = await page.evaluate(id => window.playtally.Playtally.direct({ [id]: { clientId: 'x' } }).then(
      () => undefined, ({ code, message, provider }) => ({ code, message, provider }),
    ), service);
    assert.deepEqual([refused.code, refused.provider], ['browser_refused', service]);
    assert.match(refused.message, why);
  }
  const unknown = await page.evaluate(() => window.playtally.Playtally.direct({ nobody: {} }).then(() => undefined, ({ code }) => code));
  assert.equal(unknown, 'bad_input');
});
