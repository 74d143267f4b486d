import { describe, expect, it } from 'vitest';
import { edgeScores } from './edge-scores.js';
import { addCounts, emptyTotals, mergeTotals } from './edge-totals.js';

const image = (matched: number[], predicted: number[], truth: number) => ({
  matched: Uint32Array.from(matched),
  predicted: Uint32Array.from(predicted),
  truth,
});
const thresholds = [0.25, 0.5, 0.75];
const first = image([8, 6, 2], [16, 8, 2], 10);
const second = image([20, 20, 4], [80, 25, 4], 20);

describe('edgeScores', () => {
  it('uses one threshold for all images (ODS), one per image (OIS), and the area under the curve (AP)', () => {
    const totals = emptyTotals(3);
    for (const one of [first, second]) addCounts(totals, one);
    const { ods, ois, ap, curve, images } = edgeScores(totals, thresholds);
    expect(images).toBe(2);
    expect(curve.map(({ recall }) => recall)).toEqual([28 / 30, 26 / 30, 6 / 30]);
    expect(curve.map(({ precision }) => precision)).toEqual([28 / 96, 26 / 33, 1]);
    expect(ods).toMatchObject({ threshold: 0.5, precision: 26 / 33, recall: 26 / 30 });
    expect(ods.f).toBeCloseTo((2 * 26) / (33 + 30), 12);
    // F of the first image: 16/26, 12/18, 4/12; of the second 40/100, 40/45, 8/24.
    expect(ois.f).toBeCloseTo((2 * 26) / (33 + 30), 12);
    // numpy.interp at 0.2 … 0.93 of (0.2, 1), (26/30, 26/33), (28/30, 28/96), summed, / 100.
    expect(ap).toBeCloseTo(0.6374340909090909, 12);
  });

  it('lets every image choose: OIS differs from ODS where the best thresholds differ', () => {
    const totals = emptyTotals(3);
    addCounts(totals, image([9, 1, 0], [10, 1, 0], 10));
    addCounts(totals, image([10, 10, 9], [100, 50, 10], 10));
    const { ods, ois } = edgeScores(totals, thresholds);
    expect(ois).toEqual({ precision: 18 / 20, recall: 18 / 20, f: 0.9 });
    expect(ods.f).toBeLessThan(0.9);
  });

  it('merges partial counts in any order into the same scores', () => {
    const [whole, a, b] = [emptyTotals(3), emptyTotals(3), emptyTotals(3)];
    for (const one of [first, second, first]) addCounts(whole, one);
    addCounts(a, second);
    for (const one of [first, first]) addCounts(b, one);
    mergeTotals(a, b);
    expect(a).toEqual(whole);
    expect(() => mergeTotals(a, emptyTotals(2))).toThrow('expected 3 thresholds, got 2');
    expect(() => addCounts(emptyTotals(2), first)).toThrow('different protocols');
  });

  it('has no score without images, and F = 0 without ground truth or without predictions', () => {
    expect(edgeScores(emptyTotals(3), thresholds)).toMatchObject({ ap: Number.NaN, ods: { f: Number.NaN } });
    const noTruth = emptyTotals(3);
    addCounts(noTruth, image([0, 0, 0], [5, 3, 0], 0));
    expect(edgeScores(noTruth, thresholds)).toMatchObject({ ap: 0, ods: { f: 0, precision: 0, recall: 1 } });
    const noPrediction = emptyTotals(3);
    addCounts(noPrediction, image([0, 0, 0], [0, 0, 0], 7));
    expect(edgeScores(noPrediction, thresholds)).toMatchObject({
      ods: { f: 0, precision: 1, recall: 0 },
      ois: { f: 0 },
    });
  });
});
