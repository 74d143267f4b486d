import { decodeSafetensors } from '@ftn/checkpoints';
import { MismatchError, UsageError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { inMemory, livelyDomain, normals, pictures } from '../testing/networks.js';
import { relativeDifference, runGraph } from '../testing/run-graph.js';
import { exportShared } from './export-shared.js';

type Options = Parameters<typeof livelyDomain>[0];

/** Domains over one backbone, and what each makes of the pictures by itself. */
async function domainsOf(all: readonly Options[], size: number | readonly [number, number] = 32) {
  const made = await Promise.all(all.map((options) => livelyDomain(options)));
  const x = pictures(2, size);
  const expected = made.map(({ domain }) =>
    tf.tidy(() => {
      const { output } = domain.forward(inMemory(x), 'eval');
      return (output.rank === 4 ? tf.transpose(output, [0, 3, 1, 2]) : output).dataSync<'float32'>();
    }),
  );
  const dispose = () => {
    for (const one of made) one.dispose();
    x.dispose();
  };
  return { made, x, expected, dispose };
}

const domains: readonly Options[] = [
  { options: { rank: 3 } },
  { options: { rank: 2, modes: 'separable' }, classes: ['oak', 'elm', 'ash', 'fir', 'yew'] },
  { options: { rank: 'layer3=4,conv1=1' } },
  { method: 'fc-and-bn-only' },
];

describe('a shared model', () => {
  it('gives each domain’s output where its file is fed: other ranks, classes and methods over one graph', async () => {
    const { made, x, expected, dispose } = await domainsOf(domains);
    const adapters = made.map(({ adapter }) => adapter);
    const { graph, domains: files } = await exportShared(made[0]!.domain.backbone, adapters, {
      dynamicBatch: true,
    });
    const outputs = files.map((bytes) => runGraph(graph, x, decodeSafetensors(bytes).tensors).dataSync());
    for (const [n, output] of outputs.entries()) {
      expect(relativeDifference(output, expected[n]!)).toBeLessThan(1e-5);
    }
    expect(relativeDifference(outputs[2]!, expected[0]!)).toBeGreaterThan(1e-3);
    // Nothing of a domain is in the graph, and nothing of the frozen kernels in a domain's file.
    const names = [...graph.initializers.keys()];
    expect(names.every((name) => /(^conv1|\.conv\d|\.downsample\.0)\.weight$/.test(name))).toBe(true);
    expect(graph.nodes.some(({ operator }) => operator === 'BatchNormalization')).toBe(false);
    expect(graph.inputs.find(({ name }) => name === 'fc.weight')!.shape).toEqual(['outputs', 128]);
    expect(graph.outputs).toEqual([{ name: 'output', shape: ['N', 'outputs'] }]);
    const { metadata } = decodeSafetensors(files[1]!);
    expect(JSON.parse(metadata.get('outputs')!)).toEqual(['oak', 'elm', 'ash', 'fir', 'yew']);
    dispose();
  });

  it('has the decoder of a dense task among what is fed, over dilated convolutions', async () => {
    const { made, x, expected, dispose } = await domainsOf(
      [normals, { ...normals, options: { rank: 2 } }],
      normals.size!,
    );
    const adapters = made.map(({ adapter }) => adapter);
    const shared = await exportShared(made[0]!.domain.backbone, adapters, { dynamicBatch: true });
    for (const [n, bytes] of shared.domains.entries()) {
      const output = runGraph(shared.graph, x, decodeSafetensors(bytes).tensors).dataSync();
      expect(relativeDifference(output, expected[n]!)).toBeLessThan(1e-4);
    }
    dispose();
  });

  it('normalizes within the model by each domain’s own numbers, and gives probabilities', async () => {
    const { made, x, dispose } = await domainsOf([{ options: { rank: 2 } }]);
    const { domain, adapter } = made[0]!;
    const options = { normalize: true, softmax: true, dynamicBatch: true };
    const { graph, domains: files } = await exportShared(domain.backbone, [adapter], options);
    const fed = decodeSafetensors(files[0]!).tensors;
    expect(fed.get('input.mean.channels')?.shape).toEqual([3, 1, 1]);
    const expected = tf.tidy(() => {
      const image = tf.div(tf.sub(inMemory(x), [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]);
      return tf.softmax(domain.forward(image as tf.Tensor4D, 'eval').output).dataSync();
    });
    expect(relativeDifference(runGraph(graph, x, fed).dataSync(), expected)).toBeLessThan(1e-5);
    expect(graph.outputs[0]!.name).toBe('probabilities');
    dispose();
  });

  it('leaves no tensor behind', async () => {
    const { made, dispose } = await domainsOf([{ options: { rank: 2 } }]);
    const before = tf.memory().numTensors;
    await exportShared(made[0]!.domain.backbone, [made[0]!.adapter]);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });

  it.each([
    [[{}, { method: 'taps' }], UsageError, /'conv1' is adapted by more than factors/],
    [[{}, { size: 48 }], UsageError, /images of different sizes: got 32×32, 48×48/],
    [[{}, { head: normals.head! }], MismatchError, /different heads, and no one graph/],
    [[{}, { backbone: 'resnet18' }], MismatchError, /different networks.*resnet10-small.*resnet18/],
  ] as [Options[], typeof UsageError, RegExp][])('refuses %j', async (all, kind, message) => {
    const made = await Promise.all(all.map((options) => livelyDomain(options)));
    const attempt = exportShared(
      made[0]!.domain.backbone,
      made.map(({ adapter }) => adapter),
    );
    await expect(attempt).rejects.toThrow(kind);
    await expect(attempt).rejects.toThrow(message);
    for (const one of made) one.dispose();
  });
});
