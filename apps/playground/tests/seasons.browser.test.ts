import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeasonGenerator } from '../src/seasons/season-generator.js';
import { shippedSeasons } from '../src/seasons/shipped-seasons.js';
import { builtSite, type Site } from './browser/built-site.js';
import { findChromium, howToInstall } from './browser/find-chromium.js';
import { closeBrowser, type OpenPage, openPage } from './browser/open-page.js';
import { networkBytes, shippedPair } from './shipped-shelf.js';

describe.skipIf(findChromium() === null)(`seasons in Chromium (else skipped: ${howToInstall})`, () => {
  let site: Site;
  let opened: OpenPage;
  beforeAll(async () => {
    site = await builtSite();
    opened = await openPage(site.address, { reducedMotion: true });
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await closeBrowser();
    await site?.[Symbol.asyncDispose]();
  });

  it('are drawn as Node draws them, and walk when they are told to', async () => {
    const { page } = opened;
    await page.waitForFunction(() => document.getElementById('status')?.textContent?.endsWith('ready.'));
    await page.click('#start-seasons');
    const count = shippedSeasons.length + 2;
    await page.waitForFunction(
      (pictures) => document.querySelectorAll('#pictures canvas').length === pictures,
      count,
    );
    const inPage = await page.$$eval('#pictures canvas', (canvases) =>
      (canvases as HTMLCanvasElement[]).map((canvas) => [
        ...canvas.getContext('2d')!.getImageData(0, 0, 64, 64).data,
      ]),
    );
    const file = 'mini-summer.safetensors';
    const generator = new SeasonGenerator(await networkBytes(file), file, 'summer');
    for (const season of shippedSeasons) await generator.add(await shippedPair(season));
    const [first, second] = [shippedSeasons[0]!, shippedSeasons.at(-1)!];
    const drawn = generator.draw({ scene: 0, seed: 0, progress: 0, mix: { first, second, share: 0.5 } });
    generator.dispose();
    for (const [i, { image }] of drawn.entries()) {
      const differences = Array.from(image.data, (byte, k) =>
        Math.abs(inPage[i]![Math.floor(k / 3) * 4 + (k % 3)]! - byte),
      );
      // Rounding to bytes.
      expect(Math.max(...differences)).toBeLessThanOrEqual(1);
      expect(new Set(image.data).size).toBeGreaterThan(20);
    }
    const before = await page.textContent('#seasons-note');
    await page.click('#walk');
    expect(await page.getAttribute('#walk', 'aria-pressed')).toBe('true');
    await page.waitForFunction(
      (text) => document.getElementById('seasons-note')?.textContent !== text,
      before,
    );
    await page.click('#walk');
    process.stdout.write(`seasons: ${await page.textContent('#seasons-note')}\n`);
    expect(await page.textContent('#problem')).toBe('');
    expect([opened.strangers, opened.errors]).toEqual([[], []]);
  });
});
