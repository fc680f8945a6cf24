// Takes a picture of every page, wide and on a phone, for www/screenshots: node tests/e2e/screenshots.mjs
import { fileURLToPath } from 'node:url';
// Comes with miniflare.
import sharp from 'sharp';
import { until } from '../support/world.mjs';
import { openStage, sleep } from './stage.mjs';

const NAMES = ['now', 'history', 'connections', 'outbox', 'import', 'statistics', 'players', 'settings'];
const SIZES = [
  { name: 'wide', width: 1440, height: 900, colorScheme: 'light', shown: 960 },
  { name: 'phone', width: 360, height: 760, colorScheme: 'dark', shown: 360 },
];
const file = (name) => fileURLToPath(new URL(`../../www/screenshots/${name}.png`, import.meta.url));

const stage = await openStage();
try {
  const ada = await stage.visitor('ada', []);
  await ada.page.getByRole('button', { name: 'Bring 20,000 sample plays' }).click();
  await ada.page.getByRole('region', { name: 'Three steps' }).getByText('done', { exact: true }).waitFor({ timeout: 120_000 });
  await ada.page.getByRole('button', { name: 'I know my way' }).click();
  for (const service of ['trakt', 'simkl', 'listenbrainz']) await ada.connect(service);
  for (const item of ['locks', 'harbour']) {
    await ada.choose(item);
    await ada.play();
  }
  await ada.choose('tides');
  await ada.play({ to: 0.4 });
  await ada.halt();
  await stage.rest();
  // Trakt stops answering: the outbox shows a play that waits.
  await stage.world.control('faults', [{ host: 'api.trakt.tv', kind: 'status', status: 503, times: 1_000 }]);
  await ada.choose('lake');
  await ada.play();
  await ada.go('outbox');
  await ada.page.locator('[data-state=waiting], [data-state=checking]').first().waitFor();
  await ada.choose('lake');
  await ada.play({ to: 0.62 });
  await ada.halt();
  for (const notice of await ada.page.getByRole('button', { name: 'Dismiss this message' }).all()) await notice.click();
  for (const name of NAMES) {
    await ada.go(name);
    for (const { name: size, width, height, colorScheme, shown } of SIZES) {
      await ada.page.setViewportSize({ width, height });
      await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await ada.page.mouse.move(0, 0);
      // Posters come when they are in view.
      await sleep(3_000);
      await until(async () => (await ada.page.locator('.skeleton').count()) === 0);
      await ada.page.evaluate(() => scrollTo(0, 0));
      const picture = sharp(await ada.page.screenshot()).resize({ width: shown });
      await picture.png({ palette: true, effort: 10 }).toFile(file(`${name}-${size}`));
    }
    await ada.page.setViewportSize({ width: 1440, height: 900 });
  }
} finally {
  await stage.close();
}
