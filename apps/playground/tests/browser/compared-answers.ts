import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModel } from '@ftn/library';
import type { Page } from 'playwright-core';
import { answered, chosenAnswer } from './page-answers.js';
import { pngFile, waves } from './test-images.js';

const adapter = (name: string) => fileURLToPath(new URL(`../../adapters/${name}`, import.meta.url));

/**
 * Shows the page an image that has to be resized, and gives the largest difference of a probability it shows from what the
 * library says in Node of the same file.
 */
export async function differenceFromNode(
  page: Page,
  domains: readonly string[],
  folder: string,
): Promise<number> {
  const file = await pngFile(waves(201, 150));
  const path = join(folder, 'waves.png');
  await writeFile(path, file.buffer);
  await page.setInputFiles('#file', file);
  await page.waitForFunction(() => document.getElementById('caption')?.textContent?.includes('201 × 150'));
  await answered(page);
  await using model = await loadModel(null, Object.fromEntries(domains.map((name) => [name, adapter(name)])));
  let largest = 0;
  for (const domain of domains) {
    const shown = await chosenAnswer(page, domain);
    const wanted = await model.predict(domain, path);
    if (shown.size === 0) throw new Error(`the page shows no class of ${domain}`);
    for (const [label, probability] of shown) {
      const inNode = wanted.find((one) => one.label === label)!.probability;
      largest = Math.max(largest, Math.abs(inNode - probability));
    }
  }
  return largest;
}
