import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { balancedWeights } from './class-weights.js';

/** Made by scripts/references/class_loss.py with scikit-learn. */
const { balanced } = JSON.parse(
  readFileSync(new URL('../../../tasks/src/__fixtures__/class-loss.json', import.meta.url), 'utf8'),
) as { balanced: { labels: number[]; present: number[]; weights: number[] } };

describe('balancedWeights', () => {
  it("equal scikit-learn's compute_class_weight for the classes that have images", () => {
    const { labels, present, weights } = balanced;
    const found = balancedWeights(labels, 5);
    expect(present.map((label) => found[label])).toEqual(weights);
    expect([found[2], found[4]]).toEqual([1, 1]);
  });
});
