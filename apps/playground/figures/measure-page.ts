import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { miniDomainStyles } from '@ftn/synthetic';
import type { Page } from 'playwright-core';
import type { Site } from '../tests/browser/built-site.js';
import { differenceFromNode } from '../tests/browser/compared-answers.js';
import { openPage } from '../tests/browser/open-page.js';
import { answered, answerTimes } from '../tests/browser/page-answers.js';
import { pageBytes } from '../tests/browser/page-bytes.js';
import { switchTimes } from '../tests/browser/switch-times.js';
import type { Figure } from './figures-table.js';
import { middle, spread } from './spread.js';

const adapters = fileURLToPath(new URL('../adapters/', import.meta.url));

/** Waits until the pictures of the seasons stand there. */
const seasonsDrawn = (page: Page) =>
  page.waitForFunction(() => document.getElementById('seasons-note')?.textContent?.includes('pictures'));

/** How soon a page answers that nobody has opened before, each time in a context that has nothing of it. */
async function opening(site: Site, rounds: number): Promise<Figure[]> {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    await using opened = await openPage(site.address);
    times.push(await answerTimes(opened.page));
  }
  const [first, all] = [times.map((one) => one.first / 1000), times.map((one) => one.all / 1000)];
  return [
    {
      what: 'opened to the first answer, WebAssembly',
      bar: '≤ 3 s',
      found: `${spread(first, 2)} s`,
      kept: middle(first) <= 3,
    },
    {
      what: 'opened to the answers of all six domains',
      bar: '',
      found: `${spread(all, 2)} s`,
      kept: null,
    },
  ];
}

/** The bytes of the adapters that come with the page. */
async function adapterBytes(): Promise<Figure> {
  const sizes = { domains: [] as number[], seasons: [] as number[] };
  const styles: readonly string[] = miniDomainStyles;
  for (const name of await readdir(adapters)) {
    const { size } = await stat(join(adapters, name, 'adapter.safetensors'));
    sizes[styles.includes(name) ? 'domains' : 'seasons'].push(size / 1000);
  }
  return {
    what: 'the adapters that come with the page, float16',
    bar: '',
    found: `${spread(sizes.domains, 0)} kB a domain, ${spread(sizes.seasons, 0)} kB a season`,
    kept: null,
  };
}

/** Size, times and exactness of the page as it is opened and used, training apart. */
export async function measurePage(site: Site, rounds: number, scratch: string): Promise<Figure[]> {
  const opened = await opening(site, rounds);
  await using open = await openPage(site.address);
  const { page } = open;
  await answered(page);
  const kilobytes = (await pageBytes(open, site)) / 1000;
  const domains = [...miniDomainStyles];
  // Those before the last time are warm-up: kernels of every layer, and the compiler.
  const turns = Array.from({ length: rounds + 1 }, () => domains).flat();
  const switches = (await switchTimes(page, turns)).slice(domains.length);
  const difference = await differenceFromNode(page, domains, scratch);
  await page.click('#start-seasons');
  await seasonsDrawn(page);
  // The second ones: the first wait for the generator's kernels to be compiled.
  await page.evaluate(() => {
    document.getElementById('seasons-note')!.textContent = '';
    document.getElementById('another')!.click();
  });
  await seasonsDrawn(page);
  const [, seasons] = (await page.textContent('#seasons-note'))?.match(/(\d+) ms/) ?? [];
  return [
    {
      what: 'fetched before the first answer, weights apart, gzipped, TensorFlow.js included',
      bar: '≤ 600 kB',
      found: `${kilobytes.toFixed(0)} kB`,
      kept: kilobytes <= 600,
    },
    ...opened,
    {
      what: 'another domain, unmerged, from the press of the button to its answer on the page',
      bar: '≤ 16 ms',
      found: `${spread(switches, 1)} ms`,
      kept: middle(switches) <= 16,
    },
    {
      what: 'largest difference of a probability from Node’s, six domains, an image that is resized',
      bar: '≤ 1e-3',
      found: difference.toExponential(1),
      kept: difference <= 1e-3,
    },
    { what: 'five pictures of the seasons', bar: '', found: `${seasons} ms`, kept: null },
    await adapterBytes(),
  ];
}
