import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backboneHash, type Domain, decodeDomain, describeInput, encodeDomain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { InterruptedError, UsageError } from '@ftn/errors';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepReport } from '../loop/train-loop.js';
import type { StageWatcher } from '../run/run-stage.js';
import { tinyDomains } from '../testing/tiny-group.js';
import { accuracyOf, tinyBackbone, tinyConfig, valuesOf } from '../testing/tiny-training.js';
import { drawPolicies } from './draw-policies.js';
import { policyTable } from './policy-table.js';
import { type AdaShareResult, type TrainAdaShareOptions, trainAdaShare } from './train-adashare.js';

const sgd = tinyConfig.optimizers.default;
const adam = { kind: 'adam', rate: 0.3, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
const schedule = { kind: 'constant' } as const;
const phases = {
  'warm-up': { epochs: 2, schedule, optimizers: { default: sgd } },
  policy: { epochs: 5, schedule, optimizers: { default: sgd, policy: adam } },
  retrain: { epochs: 2, schedule, optimizers: { default: sgd } },
};
const bits = (backbone: Backbone) =>
  new Map([...backbone.weights].map(([name, value]) => [name, value.dataSync().slice()]));

async function train(options: Partial<TrainAdaShareOptions> = {}): Promise<AdaShareResult> {
  const backbone = tinyBackbone();
  try {
    return await trainAdaShare({
      backbone,
      domains: tinyDomains,
      options: { policies: 3, sparsity: 0.2, ...options.options },
      phases,
      seed: 4,
      ...options,
    });
  } finally {
    backbone.dispose();
  }
}

function release({ backbone, domains }: { backbone: Backbone; domains: readonly Domain[] }): void {
  for (const domain of domains) domain.dispose();
  backbone.dispose();
}

const outcome = (result: AdaShareResult) => [
  bits(result.backbone),
  ...result.domains.map(valuesOf),
  result.policy,
  result.candidates,
  result.chosen,
];

describe('trainAdaShare', () => {
  it('runs through its phases and keeps the best of the sampled policies', async () => {
    const tensors = memory().numTensors;
    const stages: string[] = [];
    const steps: [string, StepReport][] = [];
    const result = await train({
      watcher: {
        onStage: (stage) => void stages.push(stage),
        onStep: (report, stage) => void steps.push([stage, report]),
      },
    });
    const retrained = result.candidates.map((_, i) => `retrain-${i + 1}`);
    expect(stages).toEqual(['warm-up', 'policy', ...retrained]);
    // Weights and policies in turn: three steps for the halves of six images, two for each.
    const groups = steps
      .filter(([stage]) => stage === 'policy')
      .map(([, { rates }]) => Object.keys(rates).join());
    expect(groups.slice(0, 4)).toEqual(['default', 'default', 'policy', 'policy']);
    expect(groups).toHaveLength(5 * 4);
    const validations = result.candidates.map(({ validation }) => validation!);
    expect(validations[result.chosen]).toBe(Math.max(...validations));
    expect(result.policy.selected).toEqual(result.candidates[result.chosen]!.selected);
    expect(policyTable(result.domains)).toEqual(result.policy);
    expect(result.policy.blocks).toEqual(['layer1.0', 'layer2.0', 'layer3.0', 'layer4.0']);
    expect(result.policy.probabilities.flat().every((p) => p !== 0.5)).toBe(true);
    let sum = 0;
    for (const [i, domain] of result.domains.entries())
      sum += await accuracyOf(domain, tinyDomains[i]!.validation!());
    expect(sum / 2).toBe(validations[result.chosen]);
    release(result);
    expect(memory().numTensors).toBe(tensors);
  });

  it('is reproducible with a seed, and differs for another', async () => {
    const [one, same, other] = [await train(), await train(), await train({ seed: 5 })];
    expect(outcome(one)).toEqual(outcome(same));
    expect(one.policy.logits).not.toEqual(other.policy.logits);
    for (const result of [one, same, other]) release(result);
  });

  it('opens blocks from the last on, and leaves the first ones unchanged', async () => {
    const result = await train({ options: { policies: 1, curriculum: 3, sharing: 0 } });
    // Five rounds open the last block, and from the fourth on the one before it.
    for (const row of result.policy.logits) {
      expect(row.slice(0, 2)).toEqual([
        [0.5, 0.5],
        [0.5, 0.5],
      ]);
      expect(row[2]).not.toEqual([0.5, 0.5]);
      expect(Math.abs(row[3]![0] - 0.5)).toBeGreaterThan(Math.abs(row[2]![0] - 0.5));
    }
    release(result);
  });

  it('selects fewer blocks with a higher sparsity weight', async () => {
    const mean = async (sparsity: number) => {
      const result = await train({ options: { policies: 1, sparsity, curriculum: 0 } });
      release(result);
      const all = result.policy.probabilities.flat();
      return all.reduce((a, b) => a + b) / all.length;
    };
    expect(await mean(100)).toBeLessThan(0.2);
    expect(await mean(0)).toBeGreaterThan(await mean(100));
  });

  it('stores the network once, identified by hash, beside adapters with policy, batch norms and head', async () => {
    const result = await train();
    const input = describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], 16);
    for (const domain of result.domains) {
      const files = await encodeDomain(domain, { input });
      const { domain: again, manifest } = await decodeDomain(files, result.backbone);
      expect(manifest.network.sha256).toBe(await backboneHash(result.backbone));
      expect(manifest.layers).toEqual({});
      expect(policyTable([again])).toEqual(policyTable([domain]));
      expect(again.counts()).toEqual(domain.counts());
      expect(domain.counts().convolutions).toBe(0);
      expect(domain.counts().policy).toBe(4 * 3);
      again.dispose();
    }
    release(result);
  });

  it('refuses to choose among policies without validation images', async () => {
    const domains = tinyDomains.map(({ name, classes, train: source, halves }) => ({
      name,
      classes,
      train: source,
      halves,
    }));
    await expect(train({ domains })).rejects.toThrow(UsageError);
    const single = await train({ domains, options: { policies: 1 } });
    expect(single.candidates).toEqual([{ selected: single.policy.selected, validation: null }]);
    release(single);
  });
});

describe('trainAdaShare with a run folder', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ftn-adashare-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const storage = (resume: boolean) => ({ directory, settings: {}, fingerprint: {}, resume });

  it('resumes bit for bit after a stop in any phase', async () => {
    const whole = await train();
    const expected = outcome(whole);
    for (const [stage, at] of [
      ['warm-up', 1],
      ['policy', 7],
      ['policy', 19],
      ['retrain-1', 5],
    ] as const) {
      const stop = { requested: false, exitCode: 143 as const };
      const watcher: StageWatcher = {
        onStep({ step }, name) {
          stop.requested = name === stage && step === at;
        },
      };
      await expect(train({ storage: storage(false), stop, watcher })).rejects.toThrow(InterruptedError);
      const notes: string[] = [];
      const resumed = await train({ storage: { ...storage(true), onNote: (note) => notes.push(note) } });
      expect(outcome(resumed), `${stage}, step ${at}`).toEqual(expected);
      expect(notes.filter((note) => note.startsWith('going on'))).toHaveLength(1);
      expect(await readdir(directory)).toEqual(expect.arrayContaining(['policy', 'retrain-1', 'warm-up']));
      release(resumed);
      await rm(directory, { recursive: true });
    }
    release(whole);
  });
});

describe('drawPolicies', () => {
  const table = (probabilities: number[][]) => ({
    ...{ domains: ['a', 'b'], blocks: ['x', 'y', 'z'], logits: [], selected: [] },
    probabilities,
  });

  it('samples with the given probabilities', () => {
    const drawn = drawPolicies(
      table([
        [0.9, 0.5, 0.1],
        [1, 0, 0.5],
      ]),
      2000,
      1,
    );
    // All 2³ ways of the first domain and 2 of the second, each once.
    expect(drawn).toHaveLength(16);
    expect(new Set(drawn.map((one) => JSON.stringify(one))).size).toBe(16);
    for (const [, [first, second]] of drawn as [unknown, boolean[]][])
      expect([first, second]).toEqual([true, false]);
  });

  it('samples each policy as often as its probability says', () => {
    let selected = 0;
    for (let seed = 0; seed < 2000; seed++)
      selected += Number(
        drawPolicies(
          table([
            [0.3, 0, 0],
            [0, 0, 0],
          ]),
          1,
          seed,
        )[0]![0]![0],
      );
    expect(Math.abs(selected / 2000 - 0.3)).toBeLessThan(0.05);
  });
});
