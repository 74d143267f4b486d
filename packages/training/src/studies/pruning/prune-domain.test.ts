import { Domain, decodeDomain, describeInput, encodeDomain } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { createTask } from '@ftn/tasks';
import { cpCount, createMethod } from '@ftn/tensor-factors';
import { memory, mul, type Tensor, tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { tinyBackbone, tinyDomain, valuesOf } from '../../testing/tiny-training.js';
import { type KeptLayers, pruneDomain } from './prune-domain.js';

const backbone = tinyBackbone();
afterAll(() => backbone.dispose());

/** A domain whose every parameter has left its initial value. */
function movedDomain(options: { rank: number; modes?: 'three' | 'separable' }): Domain {
  const domain = tinyDomain(backbone, 'ftn', options);
  for (const { name, variable } of domain.parameters()) {
    const noise = new RandomStream('moved', name).normals(variable.size, 0.4);
    tidy(() => variable.assign(tensor(noise, variable.shape)));
  }
  return domain;
}

function logitsOf(domain: Domain): Float32Array {
  const pixels = new RandomStream('pictures').normals(2 * 16 * 16 * 3);
  return tidy(() => domain.forward(tensor(pixels, [2, 16, 16, 3]), 'eval').output.dataSync<'float32'>());
}

/** Puts zeros into every rank of every layer that `kept` does not name. */
function zeroPruned(domain: Domain, kept: KeptLayers): void {
  for (const [layer, { trainable, rank }] of domain.parts.parametrizations) {
    const keep = kept.get(layer) ?? [];
    const mask = Array.from({ length: rank! }, (_, r) => (keep === 'all' || keep.includes(r) ? 1 : 0));
    const b = trainable.get('b')!;
    tidy(() => b.assign(mul(b, tensor2d(mask, [1, rank!])) as Tensor));
  }
}

const kept: KeptLayers = new Map<string, 'all' | number[]>([
  ['conv1', [2]],
  ['layer1.0.conv2', 'all'],
  ['layer2.0.conv1', [0, 2]],
  ['layer4.0.conv2', []],
]);

describe.each(['three', 'separable'] as const)('pruneDomain with %s modes', (modes) => {
  it('equals the unpruned domain with the pruned factors set to zero', () => {
    const domain = movedDomain({ rank: 3, modes });
    const pruned = pruneDomain(domain, kept);
    const whole = logitsOf(domain);
    zeroPruned(domain, kept);
    const [expected, got] = [logitsOf(domain), logitsOf(pruned)];
    const scale = Math.max(...expected.map(Math.abs));
    const distance = (values: Float32Array) =>
      Math.max(...values.map((value, i) => Math.abs(value - expected[i]!))) / scale;
    expect(distance(got)).toBeLessThan(1e-5);
    expect(distance(whole)).toBeGreaterThan(1e-3);
    domain.dispose();
    pruned.dispose();
  });

  it('stores exactly the scalars it keeps', () => {
    const domain = movedDomain({ rank: 3, modes });
    const pruned = pruneDomain(domain, kept);
    const formula = [...kept].reduce((n, [layer, keep]) => {
      const ranks = keep === 'all' ? 3 : keep.length;
      return n + cpCount(backbone.convolution(layer), ranks, modes);
    }, 0);
    expect(pruned.counts()).toEqual({ ...domain.counts(), convolutions: formula });
    domain.dispose();
    pruned.dispose();
  });

  it('is written without the pruned factors and restored strictly, bit for bit', async () => {
    const domain = movedDomain({ rank: 3, modes });
    const pruned = pruneDomain(domain, kept);
    const input = describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], 16);
    const files = await encodeDomain(pruned, { input });
    const whole = await encodeDomain(domain, { input });
    expect(files['adapter.safetensors'].length).toBeLessThan(whole['adapter.safetensors'].length);
    const { domain: read, manifest } = await decodeDomain(files, backbone);
    expect(manifest.layers).toEqual({ conv1: 1, 'layer1.0.conv2': 3, 'layer2.0.conv1': 2 });
    expect(valuesOf(read)).toEqual(valuesOf(pruned));
    expect(logitsOf(read)).toEqual(logitsOf(pruned));
    for (const one of [domain, pruned, read]) one.dispose();
  });
});

describe('pruneDomain', () => {
  it('shares no tensor with its source domain, and leaks none', () => {
    const domain = movedDomain({ rank: 3 });
    const before = valuesOf(domain);
    const tensors = memory().numTensors;
    const pruned = pruneDomain(domain, kept);
    tidy(() => {
      for (const { variable } of pruned.parameters()) variable.assign(mul(variable, 2) as Tensor);
    });
    pruned.dispose();
    expect(memory().numTensors).toBe(tensors);
    expect(valuesOf(domain)).toEqual(before);
    domain.dispose();
  });

  it('keeps the head of any kind', async () => {
    const decoder = { width: 6, lowLevelWidth: 4, rates: [1, 2] };
    const { name, outputs, head } = createTask('normals', { classes: [], decoder });
    const method = createMethod('ftn', { rank: 3 });
    const domain = Domain.create({ name, backbone, method, classes: outputs, seed: 1, head: head! });
    const pruned = pruneDomain(domain, kept);
    expect(pruned.parts.head.architecture).toMatchObject({ kind: 'deeplab' });
    const { convolutions, ...rest } = domain.counts();
    expect(pruned.counts()).toMatchObject(rest);
    expect(pruned.counts().convolutions).toBeLessThan(convolutions);
    const input = describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], 16);
    const { domain: read } = await decodeDomain(
      await encodeDomain(pruned, { task: 'normals', input }),
      backbone,
    );
    expect(valuesOf(read)).toEqual(valuesOf(pruned));
    for (const one of [domain, pruned, read]) one.dispose();
  });

  it('prunes whole kernels back to the shared ones too', () => {
    const domain = tinyDomain(backbone, 'fine-tuning');
    const pruned = pruneDomain(domain, new Map([['conv1', 'all']]));
    expect(pruned.counts().convolutions).toBe(9 * 3 * 4);
    domain.dispose();
    pruned.dispose();
  });

  it.each<[string, KeptLayers]>([
    ["'tiny' does not adapt the layer 'conv9'", new Map([['conv9', 'all']])],
    ["invalid ranks for layer 'conv1'", new Map([['conv1', [3]]])],
    ["invalid ranks for layer 'conv1'", new Map([['conv1', [1, 1]]])],
  ])('refuses to prune what the domain does not have: %s', (message, wrong) => {
    const domain = movedDomain({ rank: 3 });
    const tensors = memory().numTensors;
    expect(() => pruneDomain(domain, wrong)).toThrow(UsageError);
    expect(() => pruneDomain(domain, wrong)).toThrow(message);
    expect(memory().numTensors).toBe(tensors);
    domain.dispose();
  });
});
