import type { Page } from 'playwright-core';

/** Waits until every domain has answered and the chosen one's classes are shown. */
export async function answered(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll('#answers tbody tr')];
    const all = rows.length > 0 && rows.every((row) => row.querySelector('data'));
    return all && document.querySelectorAll('#blend li').length > 0;
  });
}

/** Milliseconds from asking for the page to the first domain's answer, and to all domains'. */
export async function answerTimes(page: Page): Promise<{ first: number; all: number }> {
  const first = await page.waitForFunction(() =>
    document.querySelector('#answers tbody data') ? performance.now() : null,
  );
  await answered(page);
  return { first: (await first.jsonValue())!, all: await page.evaluate(() => performance.now()) };
}

/** Chooses a domain and gives the classes that are shown of its answer. */
export async function chosenAnswer(page: Page, domain: string): Promise<Map<string, number>> {
  await page.check(`#answers input[value="${domain}"]`);
  await page.waitForFunction(
    (name) => document.getElementById('blend-title')?.textContent === `The answer of ${name}`,
    domain,
  );
  return shownAnswer(page);
}

/** The classes that are shown, with all digits of their probabilities. */
export async function shownAnswer(page: Page): Promise<Map<string, number>> {
  const pairs = await page.$$eval('#blend li', (items) =>
    items.map(
      (item) =>
        [item.querySelector('span')!.textContent!, Number(item.querySelector('data')!.value)] as const,
    ),
  );
  return new Map(pairs);
}

/** The name of the button, field or the like that has none: a screen reader would say nothing of it. */
export function nameless(page: Page): Promise<string[]> {
  return page.$$eval('button, input, select, canvas, svg, video, progress, table', (all) =>
    all
      .filter((element) => element.closest('[hidden], template, dialog:not([open])') === null)
      .filter((element) => {
        const labels = (element as HTMLInputElement).labels ?? [];
        const caption = element.querySelector('caption')?.textContent ?? '';
        const own = element.tagName === 'BUTTON' ? element.textContent : '';
        const by = element.closest('[aria-labelledby]') !== null && element.tagName === 'TABLE';
        return !element.getAttribute('aria-label') && labels.length === 0 && !caption && !own && !by;
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}
