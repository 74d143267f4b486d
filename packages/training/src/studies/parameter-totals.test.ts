import { Domain } from '@ftn/adapters';
import { Backbone, createArchitecture, weightShapes } from '@ftn/backbones';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import { scalar, zeros } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parameterTotals } from './parameter-totals.js';

// Section A.2 of the supplement: ResNet-34 and the six domains of DomainNet, 345 classes each.
const architecture = createArchitecture('resnet34');
const domains = 6;
const classes = Array.from({ length: 345 }, (_, i) => `class ${i}`);
const network = 21_284_672;
const batchNorms = 17_024;
const factors = 16_407;

let backbone: Backbone;
beforeAll(() => {
  const weights = [...weightShapes(architecture)].map(([name, shape]) => [name, zeros([...shape])] as const);
  backbone = new Backbone(architecture, new Map(weights));
});
afterAll(() => backbone.dispose());

/** The totals of six domains as large as the one that was changed. */
function totalsOf(method: string, options: MethodOptions = {}, change: (domain: Domain) => void = () => {}) {
  const made = createMethod(method, options);
  const domain = Domain.create({ name: 'a', backbone, method: made, classes, seed: 1 });
  change(domain);
  const totals = parameterTotals(
    network,
    made,
    Array.from({ length: domains }, () => domain.counts()),
  );
  domain.dispose();
  return totals;
}

/** Scores of TAPS: open where the name matches. */
const open = (pattern: RegExp) => (domain: Domain) => {
  for (const { name, variable } of domain.parameters()) {
    if (name.endsWith('.score')) variable.assign(scalar(pattern.test(name) ? 0.2 : 0));
  }
};

describe('ResNet-34 with six domains', () => {
  it.each([
    ['fine-tuning', {}, domains * network],
    ['feature-extractor', {}, network],
    ['fc-and-bn-only', {}, network + domains * batchNorms],
    ...[1, 5, 10, 20, 30, 40].map(
      (rank) => ['ftn', { rank }, network + domains * (rank * factors + batchNorms)] as const,
    ),
    ['adashare', {}, network + domains * batchNorms],
  ] as const)('take with %s %j %d parameters', (method, options, parameters) => {
    const totals = totalsOf(method, options);
    expect(totals.parameters).toBe(parameters);
    expect(totals.multiple).toBe(parameters / network);
    expect(totals.heads).toBe(domains * 345 * 513);
  });

  it('take the multiples stated in the documentation', () => {
    const multiples = [1, 5, 10, 20, 30, 40].map((rank) => totalsOf('ftn', { rank }).multiple.toFixed(4));
    expect(multiples).toEqual(['1.0094', '1.0279', '1.0510', '1.0973', '1.1435', '1.1898']);
    expect(domains * network).toBe(127_708_032);
  });

  it.each([
    // Three blocks of two 3×3 convolutions at 512 channels, less the first's 256 inputs, and its projection.
    [/^layer4\./, 512 * 256 * 9 + 5 * 512 * 512 * 9 + 512 * 256],
    [/^conv1\./, 64 * 3 * 49],
    [/^nothing/, 0],
    [/./, network - batchNorms],
  ])('take with the TAPS layers %s open those kernels in addition', (pattern, kernels) => {
    const { parameters, added } = totalsOf('taps', {}, open(pattern));
    expect(added).toBe(kernels + batchNorms);
    expect(parameters).toBe(network + domains * (kernels + batchNorms));
  });

  it('omit with AdaShare the batch norms of blocks a domain skips', () => {
    const { added } = totalsOf('adashare', {}, (domain) => {
      // The first block of the third stage: two batch norms of 256 channels; the projection's stays.
      domain.parts.policies.get('layer3.0')!.decide(false);
      domain.parts.policies.get('layer1.2')!.decide(false);
    });
    expect(added).toBe(batchNorms - 2 * 2 * 256 - 2 * 2 * 64);
  });
});

it('parameterTotals counts the linear layers of a generator’s domains, and missing counts as zero', () => {
  const totals = parameterTotals(1000, createMethod('ftn', { rank: 2 }), [
    { convolutions: 30, linears: 20 },
    { convolutions: 40, linears: 10, head: 7 },
  ]);
  expect(totals).toEqual({ parameters: 1100, multiple: 1.1, added: 50, heads: 7 });
});
