import { type BackboneManifest, describeInput, type GeneratorManifest } from '../index.js';

const common = {
  format: 'ftn-adapter',
  version: 2,
  options: { rank: 2, modes: 'three' },
  data: {
    name: 'birds',
    spec: 'photos/birds',
    splits: { train: { images: 90, sha256: 'e'.repeat(64) }, validation: { images: 10 }, test: { images: 30 } },
    heldOut: { fraction: 0.1, seed: 5 },
    limit: 10,
    testLimit: 20,
    madeUp: { seed: 5, sizes: [32, 32] },
  },
  training: {
    recipe: 'Birds in a minute',
    seed: 5,
    epochs: 30,
    batchSize: 32,
    kept: { epoch: 12, of: 'best' },
    config: { optimizers: { factors: { kind: 'adam', rate: 0.005 } }, schedule: { kind: 'cosine' } },
  },
  metrics: { accuracy: 81.25 },
  library: { name: '@ftn/adapters', version: '0.1.0' },
  integrity: { tensors: 'b'.repeat(64), file: 'c'.repeat(64), manifest: 'd'.repeat(64) },
} as const;

const imagenet = { kind: 'normalize', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** A classifier's, with every field there is. */
export const ofBackbone: BackboneManifest = {
  ...common,
  name: 'birds',
  task: 'classification',
  method: 'ftn',
  layers: { conv1: 2, 'layer1.0.conv1': null },
  network: { kind: 'backbone', name: 'resnet18', sha256: 'a'.repeat(64), outputStride: 32 },
  head: { kind: 'linear', options: {} },
  outputs: ['finch', 'owl'],
  input: describeInput(
    [{ kind: 'resize-shorter', size: 256 }, { kind: 'center-crop', size: 224 }, imagenet],
    224,
  ),
  counts: { convolutions: 17_678, batchNorm: 9600, policy: 0, head: 1026, statistics: 9600 },
};

/** A season's. */
export const ofGenerator: GeneratorManifest = {
  ...common,
  name: 'winter',
  task: 'reconstruction',
  method: 'ftn',
  layers: { 'blocks.0.0.conv1': 2 },
  network: { kind: 'generator', name: 'biggan128', sha256: 'a'.repeat(64) },
  linears: 'norms+first',
  spectralNorm: 'after',
  outputs: ['0', '1'],
  input: describeInput(
    [
      { kind: 'resize', size: 128 },
      { kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    ],
    128,
  ),
  counts: { convolutions: 1200, linears: 300 },
};
