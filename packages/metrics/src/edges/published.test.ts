import { describe, expect, it } from 'vitest';
import own from '../__fixtures__/edges.json' with { type: 'json' };
import published from '../__fixtures__/edges-published.json' with { type: 'json' };
import { digest, unpackBytes } from '../__fixtures__/unpack.js';
import { countEdges } from './count-edges.js';
import { edgeProtocol } from './edge-protocol.js';
import { labelBoundaries } from './label-boundaries.js';
import { precisionRecall } from './precision-recall.js';
import { suppressNonMaxima } from './suppress-non-maxima.js';
import { sweepThresholds } from './sweep-thresholds.js';
import { thin } from './thin.js';
import { triangleFilter } from './triangle-filter.js';

const sum = (a: readonly number[], b: readonly number[]) => a.map((v, k) => v + b[k]!);

const images = own.cases.map((given) => {
  const { name, height, width, maxDist } = given;
  const prediction = { data: unpackBytes(given.prediction), height, width };
  const truth = { data: unpackBytes(given.truth), height, width };
  const protocol = edgeProtocol({ maxDist });
  return {
    name,
    height,
    width,
    prediction,
    truth,
    protocol,
    map: Float32Array.from(prediction.data, (v) => v / 255),
    contours: given.contours,
    independent: given.reference,
    theirs: published.cases.find((one) => one.name === name)!,
    counts: countEdges(prediction, truth, protocol),
  };
});

describe.each(images)('edges: $name', ({ height, width, truth, protocol, map, theirs, counts, ...given }) => {
  it('finds the same contours of the ground truth as the reference, thinned', () => {
    expect(digest(thin(labelBoundaries(truth.data, height, width), height, width))).toBe(given.contours);
  });

  it('smooths and suppresses like the published programs, bit for bit', () => {
    expect(digest(triangleFilter(map, height, width, 4))).toBe(theirs.smooth);
    expect(digest(suppressNonMaxima(map, height, width))).toBe(theirs.suppressed);
  });

  it('counts the same as SciPy and scikit-image on the same suppressed map, at every threshold', () => {
    expect([...counts.predicted]).toEqual(theirs.reference.predicted);
    expect([...counts.matched]).toEqual(theirs.reference.matched);
    expect(counts.truth).toBe(theirs.reference.truth);
  });

  it('finds at least as many pairs as the published solver, and hardly more', () => {
    // That solver links unmatched pixels to six others drawn at random and now and then misses a pair for it.
    for (const [k, matched] of counts.matched.entries()) {
      const missed = matched - theirs.matchedPrediction[k]!;
      expect(missed).toBeGreaterThanOrEqual(0);
      expect(missed).toBeLessThanOrEqual(Math.max(1, 0.003 * matched));
    }
    expect(theirs.matchedTruth).toEqual(theirs.matchedPrediction);
  });

  it('gives in one sweep over thresholds what each threshold gives alone', () => {
    const suppressed = suppressNonMaxima(map, height, width);
    const edges = thin(labelBoundaries(truth.data, height, width), height, width);
    const distance = protocol.maxDist * Math.hypot(height, width);
    for (const k of [0, 1, 7, 20, 50, 80, 100]) {
      const alone = sweepThresholds(suppressed, edges, height, width, [protocol.thresholds[k]!], distance);
      expect([alone.matched[0], alone.predicted[0]]).toEqual([counts.matched[k], counts.predicted[k]]);
    }
  });
});

describe('the F score over the set of predictions', () => {
  const { thresholds } = images[0]!.protocol;
  const none = thresholds.map(() => 0);
  const truth = images.reduce((total, { counts }) => total + counts.truth, 0);
  const matched = images.reduce((total, { counts }) => sum(total, [...counts.matched]), none);
  const predicted = images.reduce((total, { counts }) => sum(total, [...counts.predicted]), none);

  it.each([
    [
      'the published programs',
      (i: number) => images[i]!.theirs.matchedPrediction,
      (i: number) => images[i]!.theirs.reference,
    ],
    [
      'SciPy in double precision',
      (i: number) => images[i]!.independent.matched,
      (i: number) => images[i]!.independent,
    ],
  ] as const)('is within 0.002 of that of %s at every threshold', (_, matchedOf, of) => {
    const theirMatched = images.reduce((total, _, i) => sum(total, matchedOf(i)), none);
    const theirPredicted = images.reduce((total, _, i) => sum(total, of(i).predicted), none);
    for (const k of thresholds.keys()) {
      const { f } = precisionRecall(matched[k]!, predicted[k]!, truth);
      const reference = precisionRecall(theirMatched[k]!, theirPredicted[k]!, truth);
      expect(Math.abs(f - reference.f), `threshold ${thresholds[k]}`).toBeLessThan(0.002);
    }
  });
});
