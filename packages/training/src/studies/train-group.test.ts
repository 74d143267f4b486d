import { DomainGroup } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import { createMethod, defineMethod, registerMethod } from '@ftn/tensor-factors';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { registerGroupTrainer } from '../joint/group-trainers.js';
import type { System } from '../recipes/systems.js';
import { tinyDomains } from '../testing/tiny-group.js';
import { accuracyOf, tinyBackbone, tinyConfig } from '../testing/tiny-training.js';
import { trainGroup } from './train-group.js';
import type { SubjectData } from './train-system.js';

const backbone = tinyBackbone();
afterAll(() => backbone.dispose());

const system: System = {
  method: 'adashare',
  rank: null,
  options: { policies: 2, sparsity: 0.2 },
  config: tinyConfig,
  candidates: {},
  phases: { 'warm-up': { epochs: 1 }, policy: { epochs: 1 }, retrain: { epochs: 1 } },
};

const domains: readonly SubjectData[] = tinyDomains.map(({ name, classes, train, halves, validation }) => ({
  name,
  classes,
  testImages: 12,
  train,
  validation: () => validation!(),
  test: () => validation!(),
  group: () => ({ train, halves, validation: validation! }),
}));
const common = { backbone, system, seed: 4, validate: true };

describe('trainGroup', () => {
  it('trains all domains together and tests each over the network they share', async () => {
    const before = memory().numTensors;
    const stages = new Set<string>();
    const tested: string[] = [];
    let validated = 0;
    const { results, policy } = await trainGroup(
      { ...common, domains },
      {
        onStep: (_report, stage) => void stages.add(stage),
        onValidationBatch: () => void validated++,
        onTestBatch: ({ domain }, { shape }) => void tested.push(`${domain.name} ${shape[0]}`),
        onTrained: async (group, results) => {
          for (const [i, domain] of group.domains.entries()) {
            expect(domain.backbone).toBe(group.backbone);
            const accuracy = await accuracyOf(domain, tinyDomains[i]!.validation!());
            expect(results[i]!.metrics.accuracy).toBe(accuracy);
            expect(results[i]!.validation).toBe(accuracy);
          }
        },
      },
    );
    expect([...stages]).toEqual(['warm-up', 'policy', 'retrain-1', 'retrain-2']);
    expect(tested).toEqual(['sketch 12', 'real 12']);
    expect(validated).toBeGreaterThan(0);
    expect(results.map(({ domain, task, metric, seed }) => [domain, task, metric, seed])).toEqual([
      ['sketch', 'classification', 'accuracy', 4],
      ['real', 'classification', 'accuracy', 4],
    ]);
    expect(results.map(({ perClass }) => perClass!.length)).toEqual([3, 4]);
    for (const { perClass, counts } of results) {
      expect(perClass!.reduce((sum, { count }) => sum + count, 0)).toBe(12);
      expect(counts.convolutions).toBe(0);
    }
    expect(policy!.domains).toEqual(['sketch', 'real']);
    expect(memory().numTensors).toBe(before);
  });

  it('passes a second method that trains its network to its own trainer, never to AdaShare’s', async () => {
    const averaging = defineMethod({
      name: 'averaging',
      title: 'Averaging',
      summary: 'trains the shared network by a trainer of its own',
      options: {},
      together: { trainer: 'averages', phases: ['average'] },
      create: () => ({
        convolution: () => null,
        ownsBatchNorm: () => true,
        usesShared: true,
        traits: { startsAtBase: true },
      }),
    });
    registerMethod(averaging);
    const { phases: _, ...rest } = system;
    const second: System = { ...rest, method: 'averaging', options: {}, phases: { average: { epochs: 1 } } };
    const options = { ...common, system: second, domains };
    await expect(trainGroup(options)).rejects.toThrow("no group trainer 'averages'");

    const trained: string[] = [];
    registerGroupTrainer('averages', async ({ system: { method }, domains: all, seed }) => {
      trained.push(...all.map(({ name }) => `${method} ${name}`));
      const made = { backbone, method: createMethod(method), domains: all, seed };
      const group = DomainGroup.create(made);
      try {
        return group.freeze();
      } finally {
        group.dispose();
      }
    });
    const { results, policy } = await trainGroup(options);
    expect(trained).toEqual(['averaging sketch', 'averaging real']);
    expect(policy).toBeUndefined();
    expect(results.map(({ system: { method } }) => method)).toEqual(['averaging', 'averaging']);
  });

  it('refuses phases unknown to the trainer, and a method that trains each domain alone', async () => {
    const other = defineMethod({
      name: 'other-phases',
      title: 'Other phases',
      summary: 'named phases its trainer has not',
      options: {},
      together: { trainer: 'block-policies', phases: ['first'] },
      create: () => ({
        convolution: () => null,
        ownsBatchNorm: () => true,
        usesShared: true,
        traits: { startsAtBase: true },
      }),
    });
    registerMethod(other);
    const phases = { first: { epochs: 1 } };
    const wrong: System = { ...system, method: 'other-phases', options: {}, phases };
    await expect(trainGroup({ ...common, system: wrong, domains })).rejects.toThrow(
      "'other-phases' has no phase 'warm-up'",
    );
    const alone: System = { ...system, method: 'taps', options: {} };
    await expect(trainGroup({ ...common, system: alone, domains })).rejects.toThrow(
      "'taps' trains each domain alone",
    );
  });

  it('refuses a domain without images for group training', async () => {
    const { group: _, ...alone } = domains[1]!;
    const training = trainGroup({ ...common, domains: [domains[0]!, alone] });
    await expect(training).rejects.toThrow(UsageError);
    await expect(training).rejects.toThrow("'real' provides no images for 'adashare'");
  });
});
