import { UsageError } from '@ftn/errors';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
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
    expect(policy.domains).toEqual(['sketch', 'real']);
    expect(memory().numTensors).toBe(before);
  }, 120_000);

  it('refuses a domain that brings no images for it', async () => {
    const { group: _, ...alone } = domains[1]!;
    const training = trainGroup({ ...common, domains: [domains[0]!, alone] });
    await expect(training).rejects.toThrow(UsageError);
    await expect(training).rejects.toThrow("'real' brings no images for 'adashare'");
  });
});
