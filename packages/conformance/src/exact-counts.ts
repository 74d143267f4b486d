import type { Domain } from '@ftn/adapters';
import { expect } from 'vitest';
import { sum } from './measure.js';
import { decoder } from './subject.js';

/** The scalars of a domain's head by formula: a linear layer, or a decoder of the suite's sizes. */
function headCounts({ backbone, classes, parts }: Domain): { parameters: number; statistics: number } {
  const { features } = backbone.architecture;
  const [low, high] = [features[0]!.channels, features.at(-1)!.channels];
  const outputs = classes.length;
  if (parts.head.architecture.kind === 'linear') return { parameters: (high + 1) * outputs, statistics: 0 };
  const { width, lowLevelWidth, rates } = decoder;
  const branches = rates.length + 2;
  const pyramid = high * width * (2 + 9 * rates.length) + branches * width * width;
  const fuse = 9 * width * (width + lowLevelWidth) + 9 * width * width;
  const convolutions = pyramid + low * lowLevelWidth + fuse + (width + 1) * outputs;
  const batchNorms = 2 * ((branches + 3) * width + lowLevelWidth);
  return { parameters: convolutions + batchNorms, statistics: batchNorms };
}

/** What a domain says it adds = the scalars its file keeps = the method's formula. */
export function expectExactCounts(domain: Domain): void {
  const { architecture } = domain.backbone;
  const { method } = domain;
  const stored = [...domain.stored()];
  const size = (pattern: RegExp) =>
    sum(stored.filter(([name]) => pattern.test(name)).map(([, tensor]) => tensor.size));
  const { convolutions, batchNorm, policy, head, statistics, headStatistics } = domain.counts();
  const adapted = new Set(domain.adaptedLayers());
  const plans = architecture.convolutions.map((layer) => [layer.name, method.convolution(layer)] as const);
  expect(convolutions).toBe(sum(plans.map(([name, plan]) => (adapted.has(name) ? plan!.count : 0))));
  const skipped = domain.skippedLayers();
  const owned = architecture.batchNorms.filter(
    (layer) => method.ownsBatchNorm(layer) && !skipped.has(layer.name),
  );
  expect(batchNorm).toBe(sum(owned.map(({ channels }) => 2 * channels)));
  const expectedHead = headCounts(domain);
  expect([head, headStatistics]).toEqual([expectedHead.parameters, expectedHead.statistics]);
  // Two logits a block, and once it is decided what was decided.
  expect(policy).toBe(sum([...domain.parts.policies.values()].map(({ trainable }) => 3 - trainable.size)));
  const ofHead = /^(fc|decoder)\./;
  expect([head + headStatistics, statistics + headStatistics]).toEqual([size(ofHead), size(/\.running_/)]);
  expect(convolutions + batchNorm + policy + head + statistics + headStatistics).toBe(size(/./));
  // A method that selects trains more than it keeps; any other keeps all it trains.
  const planned = plans.filter(([, plan]) => plan).map(([name]) => name);
  if (!method.traits.straightThrough) expect([...adapted]).toEqual(planned);
  const trained = sum(
    domain
      .parameters()
      .filter(({ name, group }) => group !== 'scores' && !closed(name))
      .map(({ variable }) => variable.size),
  );
  expect(trained).toBe(size(/./) - statistics - headStatistics - size(/\.selected$/));

  function closed(name: string): boolean {
    const layers = [...planned.filter((layer) => !adapted.has(layer)), ...skipped];
    return layers.some((layer) => name.startsWith(`${layer}.`));
  }
}
