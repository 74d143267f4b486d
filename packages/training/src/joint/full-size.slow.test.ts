import { DomainGroup, type Parameter } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { RandomStream } from '@ftn/random';
import { classificationTask } from '@ftn/tasks';
import { adaShare, resolveAdaShareOptions } from '@ftn/tensor-factors';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { policyPenalty, sampledGates, seededNoise } from '../adashare/policy-part.js';
import { GroupLearner } from './group-learner.js';

// Section D of the supplement at its full size: ResNet-34, six domains of 345 classes, batches of 32 at 224².
const classes = Array.from({ length: 345 }, (_, i) => `class ${i}`);
const names = ['clipart', 'infograph', 'painting', 'quickdraw', 'real', 'sketch'];
const batch = {
  images: new RandomStream('full size').normals(32 * 224 * 224 * 3) as Float32Array<ArrayBuffer>,
  shape: [32, 224, 224, 3] as const,
  label: { data: Int32Array.from({ length: 32 }, (_, i) => (i * 11) % 345), shape: [32] as const },
  indices: Int32Array.from({ length: 32 }, (_, i) => i),
};
const sgd = { kind: 'sgd', rate: 0.001, momentum: 0.9, decay: 1e-4, nesterov: false } as const;
const adam = { kind: 'adam', rate: 0.01, decay: 5e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

it('a full-size AdaShare step updates weights and policies of six domains within 8 GB', () => {
  const options = resolveAdaShareOptions({ curriculum: 0 });
  const backbone = Backbone.random(createArchitecture('resnet34'), new RandomStream(1));
  const domains = names.map((name) => ({ name, classes }));
  const group = DomainGroup.create({ backbone, method: adaShare(options), domains, seed: 1 });
  const common = {
    optimizers: { default: sgd, policy: adam },
    schedule: { kind: 'constant' },
    gates: sampledGates(options, seededNoise(1)),
  } as const;
  const isPolicy = ({ group: name }: Parameter) => name === 'policy';
  const learner = new GroupLearner(group, classificationTask(classes), {
    weights: { trains: (parameter) => !isPolicy(parameter), ...common },
    policy: { trains: isPolicy, penalty: policyPenalty(options), ...common },
  });
  const tensors: number[] = [];
  for (const [step, part] of ['weights', 'policy', 'weights'].entries()) {
    const at = { step, totalSteps: 3, epoch: 0, epochs: 1 };
    const outcome = learner.step({ part, batches: names.map(() => batch) }, at);
    expect(outcome.nonFinite).toEqual([]);
    // Fresh heads of 345 classes: about log 345.
    expect(Math.abs(outcome.loss - Math.log(345))).toBeLessThan(1.5);
    tensors.push(memory().numTensors);
  }
  expect(new Set(tensors).size).toBe(1);
  const gigabytes = process.resourceUsage().maxRSS / 1e6;
  expect(gigabytes, 'peak resident memory in GB').toBeLessThan(8);
  process.stderr.write(`six domains of ResNet-34: ${gigabytes.toFixed(2)} GB at the peak\n`);
  learner.dispose();
  group.dispose();
  backbone.dispose();
}, 3_600_000);
