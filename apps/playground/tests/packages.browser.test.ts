import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtSite, type Site } from './browser/built-site.js';
import { findChromium, howToInstall } from './browser/find-chromium.js';
import { closeBrowser, openPage } from './browser/open-page.js';
import { computed, tolerances } from './packages/numbers.js';

describe.skipIf(findChromium() === null)(`packages in Chromium (else skipped: ${howToInstall})`, () => {
  let site: Site;
  let inPage: Record<string, readonly number[]>;

  beforeAll(async () => {
    site = await builtSite(fileURLToPath(new URL('packages/', import.meta.url)));
    await using opened = await openPage(site.address);
    await opened.page.waitForFunction(() => document.getElementById('numbers')?.textContent !== '');
    const text = (await opened.page.textContent('#numbers')) ?? '';
    expect(text).toMatch(/^\{/);
    inPage = JSON.parse(text);
    expect([opened.strangers, opened.errors]).toEqual([[], []]);
  });
  afterAll(async () => {
    await closeBrowser();
    await site?.[Symbol.asyncDispose]();
  });

  it.each(Object.keys(computed))(
    '%s is imported, runs and computes what it computes in Node',
    async (name) => {
      const wanted = await computed[name]!();
      const got = inPage[name]!;
      expect(got.length).toBe(wanted.length);
      expect(wanted.length).toBeGreaterThan(0);
      const scale = Math.max(...wanted.map(Math.abs));
      const close = tolerances[name] ?? 1e-4 * scale;
      for (const [i, value] of wanted.entries()) expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(close);
    },
  );
});
