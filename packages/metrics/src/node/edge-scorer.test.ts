import { MismatchError, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { afterEach, describe, expect, it } from 'vitest';
import { OdsF } from '../edges/ods-f.js';
import type { EdgePair } from './edge-pair.js';
import { EdgeScorer, scoreEdges } from './edge-scorer.js';

const [height, width] = [90, 110];

/** A cross somewhere, and a prediction of it with noise. */
function pair(seed: number): EdgePair {
  const random = new RandomStream(seed, 'edge pair');
  const truth = new Uint8Array(height * width);
  const [cy, cx] = [5 + random.integer(80), 5 + random.integer(100)];
  for (let y = 0; y < height; y++) truth[y * width + cx] = 255;
  for (let x = 0; x < width; x++) truth[cy * width + x] = 255;
  const data = Float32Array.from(truth, (v) =>
    Math.min(1, (v / 255) * random.uniform(0.2, 1) + random.uniform(0, 0.2)),
  );
  return { prediction: { data, height, width }, truth: { data: truth, height, width }, file: `${seed}.png` };
}

const pairs = Array.from({ length: 9 }, (_, seed) => pair(seed));
const scorers: EdgeScorer[] = [];
afterEach(async () => {
  for (const scorer of scorers.splice(0)) await scorer.close();
});
const scorer = (options: ConstructorParameters<typeof EdgeScorer>[0]) => {
  scorers.push(new EdgeScorer(options));
  return scorers.at(-1)!;
};

describe('scoreEdges', () => {
  it('gives the same scores with any number of threads, and reports every image', async () => {
    const meter = new OdsF({ maxDist: 0.0075 });
    for (const { prediction, truth } of pairs) meter.update(prediction, truth);
    for (const workers of [1, 2]) {
      const done: number[] = [];
      const options = { protocol: { maxDist: 0.0075 }, workers, onProgress: (n: number) => done.push(n) };
      expect(await scoreEdges(pairs, options)).toEqual(meter.result());
      expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('stops at the first image that cannot be scored, and names its file', async () => {
    const bad = { ...pair(1), truth: { data: new Uint8Array(4), height: 2, width: 2 }, file: 'edges/7.png' };
    const error = await scoreEdges([pair(0), bad, pair(2)], { workers: 1 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(MismatchError);
    expect((error as Error).message).toBe(
      'edges/7.png: the prediction and its ground truth differ in size: expected 2 × 2, got 90 × 110. ' +
        'Bring the prediction to the size of the ground truth first.',
    );
  });

  it('rejects with the error of the stream', async () => {
    async function* broken() {
      yield pair(0);
      throw new Error('no more');
    }
    await expect(scoreEdges(broken(), { workers: 1 })).rejects.toThrow('no more');
  });
});

describe('EdgeScorer', () => {
  it('takes at most two images per thread at a time', async () => {
    let done = 0;
    const one = scorer({ workers: 1, onProgress: (n) => (done = n) });
    for (const [i, next] of pairs.entries()) {
      await one.add(next);
      expect(done).toBeGreaterThanOrEqual(i);
    }
    expect((await one.result()).images).toBe(9);
  });

  it('returns sums that another meter can continue from', async () => {
    const one = scorer({ workers: 1 });
    await one.add(pairs[0]!);
    const [rest, whole] = [new OdsF(), new OdsF()];
    for (const { prediction, truth } of pairs.slice(1)) rest.update(prediction, truth);
    for (const { prediction, truth } of pairs) whole.update(prediction, truth);
    rest.merge(await one.totals());
    expect(rest.result()).toEqual(whole.result());
  });

  it('sends only the view of a larger buffer, and leaves the caller its pixels', async () => {
    const { prediction, truth } = pairs[3]!;
    const larger = new Float32Array(3 * height * width);
    larger.set(prediction.data, height * width);
    const data = larger.subarray(height * width, 2 * height * width);
    const one = scorer({ workers: 1 });
    await one.add({ prediction: { data, height, width }, truth });
    const meter = new OdsF();
    meter.update(prediction, truth);
    expect(await one.result()).toEqual(meter.result());
    expect(data).toEqual(prediction.data);
    expect(truth.data.length).toBe(height * width);
  });

  it('is closed at the end of a block with await using', async () => {
    const one = scorer({ workers: 1 });
    {
      await using used = one;
      await used.add(pairs[0]!);
      await used.result();
    }
    await expect(one.add(pairs[0]!)).rejects.toThrow('the edge scorer was closed');
  });

  it('refuses zero threads, and images after it was closed', async () => {
    expect(() => new EdgeScorer({ workers: 0 })).toThrow(UsageError);
    const one = scorer({ workers: 1 });
    await one.close();
    await expect(one.add(pairs[0]!)).rejects.toThrow('the edge scorer was closed');
    await expect(one.result()).rejects.toThrow(UsageError);
  });
});
