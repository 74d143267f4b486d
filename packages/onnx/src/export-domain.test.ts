import { normalizationOf } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type ExportOptions, exportDomain } from './export-domain.js';
import { inMemory, livelyDomain, normals, pictures } from './testing/networks.js';
import { relativeDifference, runGraph } from './testing/run-graph.js';

const systems = [
  ['ftn', { rank: 2 }],
  ['fine-tuning', {}],
  ['fc-and-bn-only', {}],
  ['feature-extractor', {}],
  ['taps', {}],
  ['adashare', {}],
] as const;

const { domain, manifest, dispose } = await livelyDomain();
afterAll(dispose);

describe.each(systems)('a domain of %s %j as a graph', async (method, options) => {
  const { domain, manifest, dispose } = await livelyDomain({ method, options });
  afterAll(dispose);

  it.each<ExportOptions>([
    {},
    { foldBatchNorm: true },
    { dynamicBatch: true, softmax: true },
    { normalize: true, size: 40 },
  ])('gives the domain’s results with %j', (wanted) => {
    const before = tf.memory().numTensors;
    const { graph } = exportDomain(domain, manifest, wanted);
    expect(tf.memory().numTensors).toBe(before);
    const difference = tf.tidy(() => {
      const x = pictures(wanted.dynamicBatch ? 3 : 1, wanted.size ?? 32);
      const { mean, std } = normalizationOf(manifest.input);
      const normal = wanted.normalize ? tf.div(tf.sub(inMemory(x), [...mean]), [...std]) : inMemory(x);
      const { output } = domain.forward(normal as tf.Tensor4D, 'eval');
      const expected = wanted.softmax ? tf.softmax(output) : output;
      return relativeDifference(runGraph(graph, x).dataSync(), expected.dataSync());
    });
    expect(difference).toBeLessThan(1e-5);
  });
});

describe('a domain of a dense task as a graph', async () => {
  const dense = await livelyDomain(normals);
  afterAll(dense.dispose);

  it.each<ExportOptions>([
    {},
    { foldBatchNorm: true, dynamicBatch: true },
    { softmax: true, normalize: true, size: [16, 24] },
  ])('gives the domain’s map with %j', (wanted) => {
    const { graph } = exportDomain(dense.domain, dense.manifest, wanted);
    const size = wanted.size ?? [24, 40];
    const [name, batch] = [wanted.softmax ? 'probabilities' : 'output', wanted.dynamicBatch ? 'N' : 1];
    expect(graph.outputs).toEqual([{ name, shape: [batch, 3, ...(size as [number, number])] }]);
    const difference = tf.tidy(() => {
      const x = pictures(wanted.dynamicBatch ? 2 : 1, size);
      const { mean, std } = normalizationOf(dense.manifest.input);
      const normal = wanted.normalize ? tf.div(tf.sub(inMemory(x), [...mean]), [...std]) : inMemory(x);
      const { output } = dense.domain.forward(normal as tf.Tensor4D, 'eval');
      const expected = tf.transpose(wanted.softmax ? tf.softmax(output) : output, [0, 3, 1, 2]);
      return relativeDifference(runGraph(graph, x).dataSync(), expected.dataSync());
    });
    expect(difference).toBeLessThan(1e-5);
  });

  it('names its output', () => {
    const text = new TextDecoder('latin1').decode(exportDomain(dense.domain, dense.manifest).bytes);
    for (const words of ['normals', '"size":[24,40]', '"kind":"deeplab"']) expect(text).toContain(words);
  });
});

describe('the graph of a domain', () => {
  it('has the structure readers expect of a ResNet, with weights by their names', () => {
    const { graph } = exportDomain(domain, manifest, { dynamicBatch: true });
    const counts: Record<string, number> = {};
    for (const { operator } of graph.nodes) counts[operator] = (counts[operator] ?? 0) + 1;
    // Four basic blocks, three of them with a projection; the small stem has no pooling.
    expect(counts).toEqual({
      Conv: 12,
      BatchNormalization: 12,
      Relu: 9,
      Add: 4,
      GlobalAveragePool: 1,
      Flatten: 1,
      Gemm: 1,
    });
    expect(graph.name).toBe('birds');
    expect(graph.inputs).toEqual([{ name: 'input', shape: ['N', 3, 32, 32] }]);
    expect(graph.outputs).toEqual([{ name: 'logits', shape: ['N', 3] }]);
    const names = [...domain.backbone.weights.keys(), 'fc.weight', 'fc.bias'];
    expect([...graph.initializers.keys()].sort()).toEqual(names.sort());
    const conv = graph.nodes.find(({ name }) => name === 'layer2.0.conv1')!;
    expect(conv.attributes).toEqual({
      dilations: { ints: [1, 1] },
      group: { int: 1 },
      kernel_shape: { ints: [3, 3] },
      pads: { ints: [1, 1, 1, 1] },
      strides: { ints: [2, 2] },
    });
    const { mean } = domain.parts.statistics.get('layer3.0.bn2');
    expect(graph.initializers.get('layer3.0.bn2.running_mean')!.data).toEqual(mean.dataSync());
  });

  it('omits the blocks a policy skips', async () => {
    const skipping = await livelyDomain({ method: 'adashare' });
    skipping.domain.parts.policies.get('layer2.0')!.decide(false);
    const { graph } = exportDomain(skipping.domain, skipping.manifest);
    const names = graph.nodes.map((node) => node.name).filter((name) => name.startsWith('layer2.'));
    expect(names).toEqual(['layer2.0.downsample.0', 'layer2.0.downsample.1']);
    expect([...graph.initializers.keys()].some((name) => name.startsWith('layer2.0.conv'))).toBe(false);
    const difference = tf.tidy(() => {
      const x = pictures(1, 32);
      const expected = skipping.domain.forward(inMemory(x), 'eval').output.dataSync();
      return relativeDifference(runGraph(graph, x).dataSync(), expected);
    });
    expect(difference).toBeLessThan(1e-5);
    skipping.dispose();
  });

  it('has no batch norm left when folded', () => {
    const { graph, bytes } = exportDomain(domain, manifest, { foldBatchNorm: true });
    expect(graph.nodes.filter(({ operator }) => operator === 'BatchNormalization')).toEqual([]);
    expect([...graph.initializers.keys()].filter((name) => /bn|downsample\.1/.test(name))).toEqual([]);
    expect(bytes.length).toBeLessThan(exportDomain(domain, manifest).bytes.length);
  });

  it('carries in its metadata what it is and how its input is prepared', () => {
    const { bytes } = exportDomain(domain, manifest, { normalize: true });
    const text = new TextDecoder('latin1').decode(bytes);
    for (const words of [
      '["finch","owl","tern"]',
      'resnet10-small',
      manifest.network.sha256,
      '"range":[0,1]',
    ])
      expect(text).toContain(words);
  });

  it('refuses an unsupported opset', () => {
    expect(() => exportDomain(domain, manifest, { opset: 9 })).toThrow(UsageError);
    expect(() => exportDomain(domain, manifest, { opset: 9 })).toThrow(/expected an opset from 13 to 22/);
  });
});
