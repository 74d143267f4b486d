import { UsageError } from '@ftn/errors';
import { expect, it } from 'vitest';
import { tinySource } from '../testing/tiny-training.js';
import { balancedBatches } from './balanced-batches.js';

const sources = [tinySource(18, 4), tinySource(8, 4)];

/** The images of every domain in each step of some epochs. */
async function collect(data: ReturnType<typeof balancedBatches>, epochs: number[], from = 0) {
  const steps: string[] = [];
  for (const epoch of epochs) {
    for await (const { part, batches } of data.batches(epoch, from)) {
      steps.push(`${part} ${batches.map(({ indices }) => indices.join()).join(' | ')}`);
    }
  }
  return steps;
}

it('balancedBatches yields a batch of every domain per step, until the largest domain is exhausted', async () => {
  const data = balancedBatches([{ part: 'all', sources }]);
  expect(data.batchesPerEpoch).toBe(5);
  const steps = await collect(data, [0, 1]);
  expect(steps).toHaveLength(10);
  const small = steps.map((step) => step.split(' | ')[1]!);
  // Every two steps the small domain shows all its images, in an order of that epoch's own.
  for (let i = 0; i < 10; i += 2) {
    const seen = `${small[i]},${small[i + 1]}`.split(',').map(Number);
    expect(seen.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  }
  expect(new Set(small).size).toBeGreaterThan(4);
});

it('balancedBatches resumes from any step of any epoch as if it had never stopped', async () => {
  const data = balancedBatches([
    { part: 'weights', sources, steps: 3 },
    { part: 'policy', sources: [tinySource(12, 4), tinySource(4, 2)], steps: 2 },
  ]);
  const whole = await collect(data, [3]);
  expect(whole.map((step) => step.split(' ')[0])).toEqual([
    'weights',
    'weights',
    'weights',
    'policy',
    'policy',
  ]);
  for (let from = 1; from <= 5; from++) expect(await collect(data, [3], from)).toEqual(whole.slice(from));
});

it('balancedBatches closes the sources it no longer needs', async () => {
  let open = 0;
  const source = {
    batchesPerEpoch: 2,
    async *batches(epoch: number, from?: number) {
      open++;
      try {
        yield* sources[1]!.batches(epoch, from);
      } finally {
        open--;
      }
    },
  };
  for await (const _ of balancedBatches([{ part: 'all', sources: [source, source] }]).batches(0)) break;
  expect(open).toBe(0);
});

it('balancedBatches names images by domain, counts them, and refuses a domain without batches', async () => {
  const data = balancedBatches([
    { part: 'all', sources: [{ ...sources[0]!, nameOf: (i) => `a/${i}.png` }, sources[1]!] },
  ]);
  for await (const batch of data.batches(0)) {
    expect(data.images(batch)).toBe(8);
    expect(data.describe(batch)).toMatch(/^a\/\d+\.png, .*; number \d+, /);
    break;
  }
  const empty = { ...sources[1]!, batchesPerEpoch: 0 };
  expect(() => balancedBatches([{ part: 'all', sources: [empty] }])).toThrow(UsageError);
});
