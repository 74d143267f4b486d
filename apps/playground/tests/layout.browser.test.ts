import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtSite, type Site } from './browser/built-site.js';
import { findChromium, howToInstall } from './browser/find-chromium.js';
import { closeBrowser, openPage } from './browser/open-page.js';
import { answered } from './browser/page-answers.js';

/** Where screenshots go, to be looked at: FTN_SCREENSHOTS=FOLDER. */
const pictures = process.env.FTN_SCREENSHOTS;

/** Relative luminance of a computed colour (WCAG 2). */
function luminance(color: string): number {
  const parts = color
    .match(/[\d.]+/g)!
    .slice(0, 3)
    .map((part) => Number(part) / 255);
  const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const contrast = (one: string, other: string) => {
  const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (a! + 0.05) / (b! + 0.05);
};

async function fits(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}

/** Words of the curve that are cut off, lie over others or have another size than the page's notes. */
function wordsOutside(page: Page): Promise<string[]> {
  return page.$$eval('#curve text', (words) =>
    words
      .filter((word) => {
        const [own, frame] = [word.getBoundingClientRect(), word.closest('svg')!.getBoundingClientRect()];
        const over = words.some((other) => {
          const { left, right, top, bottom } = other.getBoundingClientRect();
          const beside = left >= own.right || right <= own.left || top >= own.bottom || bottom <= own.top;
          return other !== word && !beside;
        });
        const inside = own.left >= frame.left && own.right <= frame.right && own.bottom <= frame.bottom;
        return over || !inside || own.height < 10 || own.height > 24;
      })
      .map((word) => word.textContent ?? ''),
  );
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

describe.skipIf(findChromium() === null)(`the layout in Chromium (else skipped: ${howToInstall})`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await builtSite();
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterAll(async () => {
    await closeBrowser();
    await site?.[Symbol.asyncDispose]();
  });

  it.each([
    [360, false],
    [360, true],
    [768, false],
    [1280, false],
    [1280, true],
  ] as const)('fits %i pixels, dark: %s, and can be read', async (width, dark) => {
    await using opened = await openPage(site.address, { width, height: 800, dark, reducedMotion: dark });
    const { page } = opened;
    await answered(page);
    await page.click('#fill-classes');
    await page.waitForFunction(() => document.querySelectorAll('.thumbnails canvas').length === 30);
    await fits(page, width);
    const colors = await page.evaluate(() =>
      ['body', 'main > section', 'button.main', '.note', '.problem'].map((selector) => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector(selector)!);
        return [color, backgroundColor] as const;
      }),
    );
    const [[ink, ground], [, raised], button, [soft], [problem]] = colors as [
      [string, string],
      [string, string],
      [string, string],
      [string, string],
      [string, string],
    ];
    expect(luminance(ground) < 0.1).toBe(dark);
    // What WCAG 2 asks of text, level AA.
    for (const [text, behind] of [
      [ink, ground],
      [ink, raised],
      button,
      [soft, raised],
      [problem, ground],
    ] as const) {
      expect(contrast(text, behind)).toBeGreaterThan(4.5);
    }
    const moving = await page.evaluate(
      () => getComputedStyle(document.querySelector('#blend li')!).transitionDuration,
    );
    expect(moving === '0s').toBe(dark);
    await picture(page, `${width}-${dark ? 'dark' : 'light'}`);
    await page.fill('#domain-name', 'a name of some length that nobody has shortened');
    await page.fill('#epochs', '2');
    await page.click('#train');
    await page.waitForSelector('#download:not([disabled])');
    await page.click('#start-seasons');
    await page.waitForFunction(() => document.querySelectorAll('#pictures canvas').length === 5);
    await answered(page);
    await fits(page, width);
    expect(await wordsOutside(page)).toEqual([]);
    await picture(page, `${width}-${dark ? 'dark' : 'light'}-used`);
  });
});
