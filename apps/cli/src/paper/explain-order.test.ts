import type { ResultRow } from '@ftn/report';
import { expect, it } from 'vitest';
import { explainOrder } from './explain-order.js';

const row = (method: string, value: number, rank?: number): ResultRow => ({
  method,
  metric: 'accuracy',
  value,
  parameters: 100,
  multiple: 1,
  ...(rank === undefined ? {} : { rank }),
});

it('explainOrder lists the systems best first, what each one adapts, and which gaps may be chance', () => {
  const means = [row('feature-extractor', 60), row('ftn', 69.9, 1), row('fine-tuning', 70)];
  const { paragraphs } = explainOrder(means, { images: 1000, paper: 'The paper has another.' });
  expect(paragraphs[0]).toContain('Fine-tuning (70.00 %) > FTN R=1 (69.90 %) > Feature extractor (60.00 %)');
  expect(paragraphs[1]).toMatch(/^Fine-tuning .* is first\. It trains a whole copy/);
  expect(paragraphs[2]).toMatch(
    /0\.10 points behind the first, which these test images cannot tell from chance/,
  );
  expect(paragraphs[3]).toMatch(/10\.00 points behind the first\. It has only a classifier/);
  expect(paragraphs[4]).toBe(
    'The 1,000 test images cannot tell these neighbours apart: Fine-tuning and FTN R=1.',
  );
  expect(paragraphs.at(-1)).toBe('The paper has another.');
});
