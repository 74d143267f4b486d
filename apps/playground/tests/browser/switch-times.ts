import type { Page } from 'playwright-core';

/**
 * Chooses domains one after the other and gives the milliseconds from each press to the answer on the page. It waits within
 * the page: a look from outside at every frame takes its own share of the time.
 */
export function switchTimes(page: Page, domains: readonly string[]): Promise<number[]> {
  return page.evaluate(
    async (names) => {
      const timing = document.getElementById('timing')!;
      const times: number[] = [];
      for (const name of names) {
        const told = new Promise<void>((resolve) => {
          const seen = new MutationObserver(() => {
            if (!timing.textContent?.startsWith(`${name}:`)) return;
            seen.disconnect();
            resolve();
          });
          seen.observe(timing, { childList: true });
        });
        document.querySelector<HTMLInputElement>(`#answers input[value="${name}"]`)!.click();
        await told;
        times.push(Number(timing.querySelector('data')!.value));
      }
      return times;
    },
    [...domains],
  );
}
