import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAdapterFiles } from '@ftn/adapters/node';
import { loadModel } from '@ftn/library';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainPhotographs } from '../src/training/train-photographs.js';
import { builtSite, type Site } from './browser/built-site.js';
import { findChromium, howToInstall } from './browser/find-chromium.js';
import { closeBrowser, type OpenPage, openPage } from './browser/open-page.js';
import { answered, chosenAnswer } from './browser/page-answers.js';
import { drawings, pngFile } from './browser/test-images.js';
import { openShipped } from './shipped-shelf.js';

const largestAdapter = 500_000;

/** Fills the classes of the page with PNG files, trains, and unpacks the adapter it gives into a folder. */
async function trainInPage(
  page: Page,
  data: ReturnType<typeof drawings>,
  { name, epochs, folder }: { name: string; epochs: number; folder: string },
): Promise<{ bytes: number; told: string }> {
  while ((await page.locator('.class-row').count()) > 0)
    await page.locator('.class-row .remove').first().click();
  while ((await page.locator('.class-row').count()) < data.classes.length) await page.click('#add-class');
  for (const [label, called] of data.classes.entries()) {
    const row = page.locator('.class-row').nth(label);
    await row.locator('.class-name').fill(called);
    const own = data.images.filter((photograph) => photograph.label === label);
    await row
      .locator('.files')
      .setInputFiles(await Promise.all(own.map(({ image }, i) => pngFile(image, `${i}.png`))));
    await page.waitForFunction(
      ([at, count]) =>
        document.querySelectorAll('.class-row')[at!]?.querySelectorAll('canvas').length === count,
      [label, own.length],
    );
  }
  await page.fill('#domain-name', name);
  await page.fill('#epochs', String(epochs));
  await page.click('#train');
  await page.waitForSelector('#download:not([disabled])', { timeout: 1_800_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  const zip = await readFile(await download.path());
  const files = unzipSync(zip);
  const of = (part: string) => files[`${name}/${part}`]!;
  await writeAdapterFiles(folder, {
    'adapter.json': new TextDecoder().decode(of('adapter.json')),
    'adapter.safetensors': of('adapter.safetensors'),
    'README.md': new TextDecoder().decode(of('README.md')),
  });
  return { bytes: zip.length, told: (await page.textContent('#training')) ?? '' };
}

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
      const { page } = opened;
      const folder = join(scratch, 'hundred');
      const data = drawings('sketch', 'train', { classes: 5, perClass: 20 });
      const began = performance.now();
      const { told } = await trainInPage(page, data, { name: 'hundred', epochs: 15, folder });
      const seconds = (performance.now() - began) / 1000;
      const shelf = await openShipped();
      try {
        const inNode = await trainPhotographs({
          backbone: shelf.backbone,
          photographs: { name: 'in node', ...data },
          choice: { rank: 4, epochs: 15, seed: 0 },
        });
        await writeAdapterFiles(join(scratch, 'node'), inNode.files);
      } finally {
        shelf.dispose();
      }
      await using model = await loadModel(null, { page: folder, node: join(scratch, 'node') });
      const test = drawings('sketch', 'test', { classes: 5, perClass: 40 });
      const accuracy = async (domain: string) => {
        let right = 0;
        for (const { image, label } of test.images) {
          const [best] = await model.predict(domain, image);
          if (best?.label === test.classes[label]) right++;
        }
        return (100 * right) / test.images.length;
      };
      const [inPage, inNode] = [await accuracy('page'), await accuracy('node')];
      process.stdout.write(
        `100 images: ${told} ${seconds.toFixed(0)} s in all; on 200 others ${inPage} % (page), ${inNode} % (Node)\n`,
      );
      expect(Math.abs(inPage - inNode)).toBeLessThanOrEqual(1);
      expect(inNode).toBeGreaterThan(80);
    },
  );
});
