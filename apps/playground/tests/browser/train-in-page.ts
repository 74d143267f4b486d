import { readFile } from 'node:fs/promises';
import { writeAdapterFiles } from '@ftn/adapters/node';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { type drawings, pngFile } from './test-images.js';

/** What a training in the page gave. */
export interface TrainedInPage {
  /** Of the zip that the page lets one download. */
  readonly bytes: number;
  /** What the page says of it. */
  readonly told: string;
  /** From the press of the button to the end of the training. */
  readonly seconds: number;
}

/** Fills the classes of the page with PNG files. */
async function fillClasses(page: Page, data: ReturnType<typeof drawings>): Promise<void> {
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
}

/** Fills the classes of the page, trains, and unpacks the adapter it gives into a folder. */
export async function trainInPage(
  page: Page,
  data: ReturnType<typeof drawings>,
  { name, epochs, folder }: { name: string; epochs: number; folder: string },
): Promise<TrainedInPage> {
  await fillClasses(page, data);
  await page.fill('#domain-name', name);
  await page.fill('#epochs', String(epochs));
  const began = performance.now();
  await page.click('#train');
  await page.waitForSelector('#download:not([disabled])', { timeout: 1_800_000 });
  const seconds = (performance.now() - began) / 1000;
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  const zip = await readFile(await download.path());
  const files = unzipSync(zip);
  const of = (part: string) => files[`${name}/${part}`]!;
  await writeAdapterFiles(folder, {
    'adapter.json': new TextDecoder().decode(of('adapter.json')),
    'adapter.safetensors': of('adapter.safetensors'),
    'README.md': new TextDecoder().decode(of('README.md')),
  });
  return { bytes: zip.length, told: (await page.textContent('#training')) ?? '', seconds };
}
