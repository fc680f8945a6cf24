// Takes the README's two pictures from the real page while a film plays: node tests/e2e/screenshots.mjs
import { fileURLToPath } from 'node:url';
// Comes with miniflare.
import sharp from 'sharp';
import { openStage, sleep } from './stage.mjs';

const PICTURES = [
  { name: 'desktop', width: 1440, height: 960, colorScheme: 'light' },
  { name: 'phone', width: 390, height: 1200, colorScheme: 'dark' },
];
const file = (name) => fileURLToPath(new URL(`../../www/screenshots/${name}.png`, import.meta.url));

const stage = await openStage();
try {
  const ada = await stage.visitor('ada', ['trakt', 'simkl', 'listenbrainz']);
  await ada.choose('locks');
  await ada.play();
  await ada.choose('harbour');
  await ada.play();
  await ada.choose('tides');
  await ada.play({ to: 0.4 });
  await ada.halt();
  await stage.rest();
  // Trakt stops answering: the outbox shows a play that waits.
  await stage.world.control('faults', [{ host: 'api.trakt.tv', kind: 'status', status: 503, times: 1_000 }]);
  await ada.choose('lake');
  await ada.play();
  await ada.page.locator('.destination.busy, .destination.wait').first().waitFor();
  await ada.play({ to: 0.62 });
  await ada.page.getByLabel('Speed').selectOption('1');
  await ada.page.getByRole('button', { name: 'Dismiss this message' }).click();
  for (const { name, width, height, colorScheme } of PICTURES) {
    await ada.page.setViewportSize({ width, height });
    await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await ada.page.locator(width < 600 ? '#player' : 'header').evaluate((part) => part.scrollIntoView());
    // The film's controls hide after a while.
    await sleep(4_000);
    await sharp(await ada.page.screenshot()).png({ palette: true, effort: 8 }).toFile(file(name));
  }
} finally {
  await stage.close();
}
