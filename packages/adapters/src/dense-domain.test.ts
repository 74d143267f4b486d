import { Backbone, createArchitecture, headNetwork, weightShapes } from '@ftn/backbones';
import { FormatError, MismatchError, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { rewritten } from './__fixtures__/rewritten.js';
import {
  backboneFromTensors,
  Domain,
  decodeDomain,
  describeInput,
  encodeDomain,
  fromFileTensor,
  mergeDomain,
  toFileTensors,
} from './index.js';

const at = (outputStride: number) =>
  Backbone.random(createArchitecture('resnet10-small', { outputStride }), new RandomStream(1, 'backbone'));
const backbone = at(8);
afterAll(() => backbone.dispose());

const head = { kind: 'deeplab', options: { width: 6, lowLevelWidth: 4, rates: [1, 2], unit: true } };
const details = {
  task: 'normals',
  input: describeInput([{ kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }], [24, 40]),
  metrics: { mErr: 31.5 },
} as const;

const pictures = () => tf.tensor4d(new RandomStream('pictures').normals(2 * 24 * 40 * 3), [2, 24, 40, 3]);

/** A domain of normals whose every parameter and running statistic has left its initial value. */
function normals(method = 'ftn'): Domain {
  const domain = Domain.create({
    name: 'rooms',
    backbone,
    method: createMethod(method),
    classes: ['x', 'y', 'z'],
    seed: 3,
    head,
  });
  for (const { name, variable } of domain.parameters()) {
    const noise = new RandomStream('trained', name).normals(variable.size, 0.1);
    tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
  }
  tf.tidy(() => domain.parts.statistics.update(domain.forward(pictures(), 'train').statistics));
  return domain;
}

const outputOf = (domain: Domain) =>
  tf.tidy(() => domain.forward(pictures(), 'eval').output.dataSync<'float32'>().slice());

const bits = (domain: Domain) =>
  new Map([...toFileTensors(domain.stored())].map(([name, { data }]) => [name, Buffer.from(data.buffer)]));

const size = (tensors: Iterable<tf.Tensor>) => [...tensors].reduce((n, tensor) => n + tensor.size, 0);

describe('a domain with a decoder', () => {
  it('outputs unit vectors at the size of the image', () => {
    const domain = normals();
    const output = outputOf(domain);
    expect(output).toHaveLength(2 * 24 * 40 * 3);
    for (let i = 0; i < output.length; i += 3) {
      expect(Math.hypot(output[i]!, output[i + 1]!, output[i + 2]!)).toBeCloseTo(1, 5);
    }
    domain.dispose();
  });

  it('counts the head and its running statistics separately and exactly', () => {
    const domain = normals();
    const convolutions =
      3 * (128 * 6) + 6 * 128 * 9 * 2 - 128 * 6 + 4 * 6 * 6 + 16 * 4 + 10 * 6 * 9 + 6 * 6 * 9;
    const batchNorms = 6 + 6 + 6 + 6 + 6 + 4 + 6 + 6;
    const counts = domain.counts();
    expect(counts.head).toBe(convolutions + 2 * batchNorms + (6 * 3 + 3));
    expect(counts.headStatistics).toBe(2 * batchNorms);
    const { convolutions: factors, batchNorm, statistics } = counts;
    expect(factors + batchNorm + statistics + counts.head + counts.headStatistics).toBe(
      size(domain.stored().values()),
    );
    const inHead = domain.parameters().filter(({ group }) => group === 'head');
    expect(size(inHead.map(({ variable }) => variable))).toBe(counts.head);
    expect(size(domain.parameters().map(({ variable }) => variable))).toBe(factors + batchNorm + counts.head);
    domain.dispose();
  });

  it('updates the running statistics of its head, and those of the backbone only where the method owns them', () => {
    for (const [method, moves] of [
      ['feature-extractor', false],
      ['ftn', true],
    ] as const) {
      const domain = normals(method);
      const before = bits(domain);
      tf.tidy(() => domain.parts.statistics.update(domain.forward(pictures(), 'train').statistics));
      const moved = [...bits(domain)].filter(([name, after]) => !after.equals(before.get(name)!));
      const names = moved.map(([name]) => name);
      expect(names).toContain('decoder.aspp.convs.3.2.running_var');
      expect(names.every((name) => name.includes('.running_'))).toBe(true);
      expect(names.some((name) => name.startsWith('layer'))).toBe(moves);
      domain.dispose();
    }
  });

  it('merges into a plain network and keeps the backbone’s names', () => {
    const domain = normals();
    const merged = mergeDomain(domain);
    const own = [...weightShapes(backbone.architecture).keys()];
    expect([...merged.keys()].slice(0, own.length)).toEqual(own);
    const plain = backboneFromTensors(backbone.architecture, merged);
    const { architecture } = domain.parts.head;
    const output = tf.tidy(() => {
      const network = headNetwork(architecture, (name) => fromFileTensor(merged.get(name)!), 'eval');
      return architecture.forward(network, plain.forward(pictures()), [24, 40]).dataSync();
    });
    outputOf(domain).forEach((value, i) => {
      expect(Math.abs(value - output[i]!)).toBeLessThan(1e-4);
    });
    plain.dispose();
    domain.dispose();
  });
});

describe('the adapter file of a domain with a decoder', () => {
  const written = async () => {
    const domain = normals();
    const files = await encodeDomain(domain, details);
    domain.dispose();
    return files;
  };
  it('records head and output stride, and restores the same domain bit for bit', async () => {
    const before = tf.memory().numTensors;
    const domain = normals();
    const files = await encodeDomain(domain, details);
    const { domain: restored, manifest } = await decodeDomain(files, backbone);
    expect(manifest).toMatchObject({ head, task: 'normals', network: { outputStride: 8 } });
    expect(bits(restored)).toEqual(bits(domain));
    expect(outputOf(restored)).toEqual(outputOf(domain));
    expect(restored.counts()).toEqual(domain.counts());
    expect(files['README.md']).toContain('A domain for normals (3 outputs)');
    domain.dispose();
    restored.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused over the same weights at another output stride', async () => {
    const other = at(16);
    const reading = decodeDomain(await written(), other, 'runs/rooms');
    await expect(reading).rejects.toThrow(MismatchError);
    await expect(reading).rejects.toThrow(/another output stride: expected 8, got 16/);
    other.dispose();
  });

  it.each([
    [{ kind: 'linear', options: {} }, MismatchError, /'fc\.weight' is missing/],
    [
      { ...head, options: { ...head.options, width: 7 } },
      MismatchError,
      /'decoder\.aspp\.convs\.0\.0\.weight' has/,
    ],
    [
      { ...head, options: { ...head.options, rates: [1] } },
      MismatchError,
      /'decoder\.aspp\.convs\.2\.1\.weight' has/,
    ],
    [{ kind: 'deeplap', options: {} }, FormatError, /unknown head 'deeplap'\. Did you mean 'deeplab'\?/],
    [{ kind: 'deeplab', options: { depth: 3 } }, FormatError, /has no option 'depth'/],
    [{ kind: 'deeplab', options: { width: 0 } }, FormatError, /invalid option 'width' of a deeplab head/],
  ])('refuses the head %j and leaks no tensor', async (other, kind, message) => {
    const files = await rewritten(await written(), (manifest) => {
      manifest.head = other;
    });
    const before = tf.memory().numTensors;
    const reading = decodeDomain(files, backbone, 'runs/rooms');
    await expect(reading).rejects.toThrow(kind);
    await expect(reading).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('Domain.create refuses an unknown head before it allocates anything', () => {
  const before = tf.memory().numTensors;
  const identity = { name: 'a', backbone, method: createMethod('ftn'), classes: ['x'], seed: 1 };
  expect(() => Domain.create({ ...identity, head: { kind: 'mlp' } })).toThrow(UsageError);
  expect(tf.memory().numTensors).toBe(before);
});
