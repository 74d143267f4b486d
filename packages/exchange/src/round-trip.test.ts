import {
  type Adapter,
  Domain,
  decodeAdapter,
  describeInput,
  encodeDomain,
  readNetworkMetadata,
} from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { decodeSafetensors } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import { formulaValues } from '@ftn/reliability';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  decodeLycoris,
  decodePeft,
  domainOfFit,
  encodeLycoris,
  encodePeft,
  type ForeignAdapter,
  fitAdapter,
} from './index.js';
import { images, relativeDifference, smallBackbone } from './testing/small-network.js';

let backbone: Backbone;
beforeAll(() => {
  backbone = smallBackbone();
});
afterAll(() => backbone.dispose());

const logitsOf = (domain: Domain) =>
  tf.tidy(() => domain.forward(images(), 'eval').output.dataSync<'float32'>());

/** An adapter whose every tensor has left its initial value, and its logits. */
async function adapterOf(method: string, options: MethodOptions = {}, over = backbone) {
  using domain = Domain.create({
    name: 'birds',
    backbone: over,
    method: createMethod(method, options),
    classes: ['finch', 'owl', 'tern'],
    seed: 3,
  });
  for (const { name, variable } of domain.parameters()) {
    const noise = formulaValues(`moved ${name}`, variable.size, (v) => 0.1 * v);
    tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
  }
  const normalize = { kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  const input = describeInput([normalize], 32);
  const files = await encodeDomain(domain, { input, metrics: { accuracy: 81.25 } });
  return { adapter: await decodeAdapter(files, 'runs/birds'), logits: logitsOf(domain) };
}

const formats = [
  ['PEFT', (adapter: Adapter) => decodePeft(encodePeft(adapter), backbone.architecture, 'birds')],
  [
    'LyCORIS',
    (adapter: Adapter) => decodeLycoris(encodeLycoris(adapter), backbone.architecture, 'birds.safetensors'),
  ],
] as const;

const systems: [string, MethodOptions][] = [
  ['ftn', { rank: 3 }],
  ['ftn', { rank: 2, modes: 'separable' }],
  ['ftn', { rank: 'layer4=5,layer2.0.conv1=1' }],
];

describe.each(formats)('factors through the format of %s', (_, through) => {
  it.each(systems)(
    'come back as they were, with all that was said of them: %s %j',
    async (method, options) => {
      const { adapter, logits } = await adapterOf(method, options);
      const foreign: ForeignAdapter = through(adapter);
      const fitted = await fitAdapter(foreign);
      expect(fitted.relativeError).toBeLessThan(3e-7);
      const ranks = Object.fromEntries(fitted.layers.map(({ name, rank }) => [name, rank]));
      expect(ranks).toEqual(adapter.manifest.layers);
      const told = readNetworkMetadata(foreign.metadata, 'birds');
      const { name, task, outputs, input, metrics } = adapter.manifest;
      expect(told).toMatchObject({ name, task, outputs, input, metrics, head: { kind: 'linear' } });
      using domain = domainOfFit(foreign, fitted, { name, backbone, classes: outputs });
      expect(relativeDifference(logitsOf(domain), logits)).toBeLessThan(1e-5);
    },
  );

  it('keep their rank where a larger one is asked', async () => {
    const { adapter } = await adapterOf('ftn', { rank: 2 });
    const fitted = await fitAdapter(through(adapter), { rank: 7 });
    expect(new Set(fitted.layers.map(({ rank }) => rank))).toEqual(new Set([2]));
    expect(fitted.relativeError).toBeLessThan(3e-7);
  });

  it.each([
    ['taps', /'conv1' is adapted by more than factors.*got 'residual'/],
    ['fine-tuning', /'conv1' is adapted by more than factors.*got 'weight'/],
    ['fc-and-bn-only', /no convolution has factors/],
  ])('are asked for: %s is refused by what it has instead', async (method, message) => {
    const { adapter } = await adapterOf(method);
    expect(() => through(adapter)).toThrow(UsageError);
    expect(() => through(adapter)).toThrow(message);
  });
});

it('a batch norm goes to PEFT with all that PyTorch keeps of one, without which PEFT does not load it', async () => {
  const { adapter } = await adapterOf('ftn', { rank: 2 });
  const { tensors } = decodeSafetensors(encodePeft(adapter)['adapter_model.safetensors']);
  const parts = ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'];
  const names = parts.map((part) => `base_model.model.layer2.0.downsample.1.${part}`);
  expect(names.filter((name) => !tensors.has(name))).toEqual([]);
});

it('LoRA of PEFT refuses a dilated convolution by name; LyCORIS takes it', async () => {
  const architecture = createArchitecture('resnet10-small', { outputStride: 8 });
  using dilated = new Backbone(
    architecture,
    new Map([...backbone.weights].map(([name, value]) => [name, value.clone()])),
  );
  const { adapter } = await adapterOf('ftn', { rank: 2 }, dilated);
  expect(() => encodePeft(adapter)).toThrow(/'layer4\.0\.conv1' is dilated, and LoRA of PEFT is not/);
  const foreign = decodeLycoris(encodeLycoris(adapter), architecture, 'birds');
  expect((await fitAdapter(foreign)).relativeError).toBeLessThan(3e-7);
  const peft = encodePeft((await adapterOf('ftn', { rank: 2 })).adapter);
  expect(() => decodePeft(peft, architecture, 'birds')).toThrow(/'layer4\.0\.conv1' is dilated/);
});
