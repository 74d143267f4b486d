import type { Site } from '../tests/browser/built-site.js';
import { openPage } from '../tests/browser/open-page.js';
import { answered } from '../tests/browser/page-answers.js';
import { trainInBoth } from '../tests/browser/train-in-both.js';
import type { Figure } from './figures-table.js';

/** What a training in the page takes and gives, beside the same in Node. */
export async function measureTraining(site: Site, scratch: string): Promise<Figure[]> {
  await using opened = await openPage(site.address);
  await answered(opened.page);
  const { photographs, seconds, nodeSeconds, accuracy, tests, bytes } = await trainInBoth(
    opened.page,
    scratch,
  );
  const apart = Math.abs(accuracy.page - accuracy.node);
  return [
    {
      what: `${photographs} photographs, 15 epochs, rank 4, WebAssembly (in Node, native)`,
      bar: '≤ 300 s',
      found: `${seconds.toFixed(0)} s (${nodeSeconds.toFixed(0)} s)`,
      kept: seconds <= 300,
    },
    {
      what: `its accuracy on ${tests} other images, and Node’s with the same data and seed`,
      bar: '1 point apart',
      found: `${accuracy.page.toFixed(1)} %, ${accuracy.node.toFixed(1)} %`,
      kept: apart <= 1,
    },
    {
      what: 'its adapter, zipped',
      bar: '≤ 500 kB',
      found: `${(bytes / 1000).toFixed(0)} kB`,
      kept: bytes <= 500_000,
    },
  ];
}
