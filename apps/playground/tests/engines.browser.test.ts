import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtSite, type Site } from './browser/built-site.js';
import { findChromium, howToInstall } from './browser/find-chromium.js';
import { closeBrowser, type OpenPage, openPage } from './browser/open-page.js';
import { answered, chosenAnswer, shownAnswer } from './browser/page-answers.js';

/** What the page says where the browser ends the engine. */
const lost =
  'the browser has lost the graphics device that computed this. Choose another engine; wasm runs everywhere.';

describe.skipIf(findChromium() === null)(`engines in Chromium (else skipped: ${howToInstall})`, () => {
  let site: Site;
  let opened: OpenPage;
  let byWasm: Map<string, number>;

  beforeAll(async () => {
    site = await builtSite();
    opened = await openPage(site.address);
    await answered(opened.page);
    byWasm = await shownAnswer(opened.page);
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await closeBrowser();
    await site?.[Symbol.asyncDispose]();
  });

  it('may be changed while an answer is on its way, which the next engine then gives', async () => {
    const { page } = opened;
    await page.evaluate(() => {
      document.querySelector<HTMLInputElement>('#answers input[value="clipart"]')!.click();
      document.getElementById('engine')!.dispatchEvent(new Event('change'));
    });
    await answered(page);
    await page.waitForFunction(
      () => document.getElementById('blend-title')?.textContent === 'The answer of clipart',
    );
    expect(await page.textContent('#problem')).toBe('');
    await chosenAnswer(page, 'sketch');
  });

  it.each(['webgl', 'webgpu'] as const)('%s answers as wasm does, and trains', async (engine) => {
    const { page } = opened;
    await page.selectOption('#engine', engine);
    const ended = await page.waitForFunction(
      () => {
        const ready = document.getElementById('status')?.textContent?.endsWith('ready.');
        const problem = document.getElementById('problem')?.textContent ?? '';
        const rows = [...document.querySelectorAll('#answers tbody tr')];
        const all = ready && rows.length > 0 && rows.every((row) => row.querySelector('data'));
        return problem !== '' ? problem : all ? 'ready' : null;
      },
      null,
      { timeout: 300_000 },
    );
    const state = await ended.jsonValue();
    if (state !== 'ready') {
      // A browser without the engine, or with one in software that it ends, says so in a sentence; nothing else may be said.
      const without = `the engine '${engine}' cannot start in this browser. Choose another one; wasm runs everywhere.`;
      expect([without, lost]).toContain(state);
      process.stdout.write(`${engine}: ${state}\n`);
      await page.selectOption('#engine', 'wasm');
      await page.waitForFunction(() => document.getElementById('status')?.textContent?.endsWith('ready.'));
      await answered(page);
      expect(await page.textContent('#problem')).toBe('');
      return;
    }
    await page.waitForFunction(() => document.querySelectorAll('#blend li').length > 0);
    for (const [label, probability] of await shownAnswer(page)) {
      expect(Math.abs(byWasm.get(label)! - probability)).toBeLessThan(1e-3);
    }
    await page.click('#fill-classes');
    await page.waitForFunction(() => document.querySelectorAll('.thumbnails canvas').length === 30);
    await page.fill('#epochs', '2');
    await page.click('#train');
    await page.waitForFunction(
      () =>
        document.getElementById('training')?.textContent?.startsWith('Trained on 24') ||
        document.getElementById('problem')?.textContent !== '',
      null,
      { timeout: 600_000 },
    );
    expect(await page.textContent('#problem')).toBe('');
    process.stdout.write(`${engine}: ${await page.textContent('#training')}\n`);
  });
});
