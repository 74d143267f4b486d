import { displayNames } from '@ftn/library/internal';
import type { Discussion, ResultRow } from '@ftn/report';
import { systemLabel } from '@ftn/report';

/** The parts a system shares and owns, which explain its place in the table. */
const why: Readonly<Record<string, string>> = {
  'fine-tuning':
    'trains a whole copy of the network for every domain: the most freedom, at the price of as many networks as domains.',
  'feature-extractor':
    'has only a classifier of its own on features that must serve every domain at once, so it loses most where a domain differs most from the others.',
  'fc-and-bn-only':
    'adds batch norms: each channel may be scaled and shifted for the domain. Over a network that was trained on the same domains the kernels already see all of them, so this is most of what is to be gained.',
  adashare:
    'trains one set of kernels for all domains again and saves blocks instead of adding parameters: domains that pull a kernel in different directions get its average, and a block that is skipped is capacity given up.',
  taps: 'may give a domain whole kernels, but pays for each layer it opens; closed layers are the shared ones.',
  ftn: 'adds a low-rank change to every kernel besides the batch norms: every layer may move a little, none by much.',
};

/** `A (71.2) > B (70.9)`, best first. */
function ranking(means: readonly ResultRow[]): string {
  return means.map((row) => `${systemLabel(row, displayNames())} (${row.value.toFixed(2)} %)`).join(' > ');
}

/** Whether two accuracies differ by less than two standard errors of a difference over that many test images. */
function isChance(a: ResultRow, b: ResultRow, images: number): boolean {
  const p = b.value / 100;
  return Math.abs(a.value - b.value) < 200 * Math.sqrt((2 * p * (1 - p)) / images);
}

/** The neighbours whose order may be chance. */
function tieLine(sorted: readonly ResultRow[], images: number): string[] {
  const ties = sorted.flatMap((row, i) => {
    const next = sorted[i + 1];
    if (!next || !isChance(row, next, images)) return [];
    return [`${systemLabel(row, displayNames())} and ${systemLabel(next, displayNames())}`];
  });
  if (ties.length === 0) return [];
  return [
    `The ${images.toLocaleString('en-US')} test images cannot tell these neighbours apart: ${ties.join('; ')}.`,
  ];
}

/** How far a system is behind the best, and whether that is more than chance. */
function gapLine(row: ResultRow, best: ResultRow, images: number): string {
  const gap = best.value - row.value;
  const name = systemLabel(row, displayNames());
  const size = `${row.multiple.toFixed(3)}× the network`;
  const behind =
    gap === 0
      ? 'is first'
      : `is ${gap.toFixed(2)} points behind the first${isChance(best, row, images) ? ', which these test images cannot tell from chance' : ''}`;
  return `${name} (${size}) ${behind}. It ${why[row.method] ?? 'is one of the compared systems.'}`;
}

/** The order the systems came out in, in words made from the numbers of this run. */
export function explainOrder(
  means: readonly ResultRow[],
  options: {
    /** Test images over all domains. */
    readonly images: number;
    /** The paper's order of the same systems, best first, where it gives one. */
    readonly paper?: string;
  },
): Discussion {
  const sorted = [...means].sort((a, b) => b.value - a.value);
  const best = sorted[0]!;
  return {
    title: 'Why they come out in this order',
    paragraphs: [
      `Mean accuracy over the domains: ${ranking(sorted)}.`,
      ...sorted.map((row) => gapLine(row, best, options.images)),
      ...tieLine(sorted, options.images),
      ...(options.paper ? [options.paper] : []),
    ],
  };
}
