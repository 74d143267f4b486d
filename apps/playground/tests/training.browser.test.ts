import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '@ftn/library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtSite, type Site } from './browser/built-site.js';
import { findChromium, howToInstall } from './browser/find-chromium.js';
import { closeBrowser, type OpenPage, openPage } from './browser/open-page.js';
import { answered, chosenAnswer } from './browser/page-answers.js';
import { drawings, pngFile } from './browser/test-images.js';
import { trainInBoth } from './browser/train-in-both.js';
import { trainInPage } from './browser/train-in-page.js';

const largestAdapter = 500_000;

describe.skipIf(findChromium() === null)(`training in Chromium (else skipped: ${howToInstall})`, () => {
  let site: Site;
  let opened: OpenPage;
  let scratch: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'ftn-trained-'));
    site = await builtSite();
    opened = await openPage(site.address);
    await answered(opened.page);
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await closeBrowser();
    await site?.[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true, force: true });
  });

  it('gives an adapter that Node loads and that says there what it says in the page', async () => {
    const { page } = opened;
    const folder = join(scratch, 'three');
    const data = drawings('sketch', 'train', { classes: 3, perClass: 6 });
    const { bytes, told } = await trainInPage(page, data, { name: 'three', epochs: 3, folder });
    process.stdout.write(`adapter: ${(bytes / 1000).toFixed(0)} kB; ${told}\n`);
    expect(bytes).toBeLessThan(largestAdapter);
    expect(told).toMatch(/^Trained on 15 photographs in \d+ s: [\d.]+ % of 3 held out/);
    expect(await page.getAttribute('#curve', 'aria-label')).toMatch(
      /^Loss of training: 3 steps, the last [\d.]+; held-out accuracy/,
    );
    await answered(page);
    const test = await pngFile(drawings('sketch', 'test', { classes: 3, perClass: 1 }).images[2]!.image);
    await writeFile(join(scratch, 'test.png'), test.buffer);
    await page.setInputFiles('#file', test);
    await page.waitForFunction(() =>
      document.getElementById('caption')?.textContent?.startsWith('Your image'),
    );
    await answered(page);
    const shown = await chosenAnswer(page, 'three');
    await using model = await loadModel(null, { three: folder });
    for (const { label, probability } of await model.predict('three', join(scratch, 'test.png'))) {
      expect(Math.abs(shown.get(label)! - probability)).toBeLessThan(1e-3);
    }
    expect([opened.strangers, opened.errors]).toEqual([[], []]);
  });

  it.runIf(process.env.FTN_SLOW === '1')(
    'of 100 images comes within a point of Node, with the same data and seed',
    async () => {
      const { told, accuracy, seconds, tests } = await trainInBoth(opened.page, scratch);
      process.stdout.write(
        `100 images: ${told} ${seconds.toFixed(0)} s in all; on ${tests} others ${accuracy.page} % (page), ${accuracy.node} % (Node)\n`,
      );
      expect(Math.abs(accuracy.page - accuracy.node)).toBeLessThanOrEqual(1);
      expect(accuracy.node).toBeGreaterThan(80);
    },
  );
});
