import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backboneHash, type Domain, describeInput, encodeDomain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { DivergedError, InterruptedError, UsageError } from '@ftn/errors';
import { classificationTask } from '@ftn/tasks';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../loop/evaluate.js';
import type { StageWatcher } from '../run/run-stage.js';
import { tinyDomains } from '../testing/tiny-group.js';
import { accuracyOf, tinyBackbone, tinyConfig, valuesOf } from '../testing/tiny-training.js';
import { type JointOptions, type JointResult, trainJoint } from './train-joint.js';

const config = { ...tinyConfig, epochs: 3, optimizers: { default: tinyConfig.optimizers.default } };
const bits = (backbone: Backbone) =>
  new Map([...backbone.weights].map(([name, value]) => [name, value.dataSync().slice()]));

/** Trains over a backbone that goes again. */
async function train(options: Partial<JointOptions> = {}): Promise<JointResult> {
  const backbone = tinyBackbone();
  try {
    return await trainJoint({ backbone, domains: tinyDomains, config, ...options });
  } finally {
    backbone.dispose();
  }
}

function release({ backbone, domains }: { backbone: Backbone; domains: readonly Domain[] }): void {
  for (const domain of domains) domain.dispose();
  backbone.dispose();
}

describe('trainJoint', () => {
  it('trains one network for all domains and leaves the initial one alone', async () => {
    const start = tinyBackbone();
    const before = bits(start);
    const tensors = memory().numTensors;
    const losses: number[] = [];
    const joint = await train({
      backbone: start,
      config: { ...config, epochs: 8 },
      watcher: { onEpoch: ({ loss }) => void losses.push(loss) },
    });
    expect(losses.at(-1)!).toBeLessThan(0.9 * losses[0]!);
    expect(bits(start)).toEqual(before);
    const moved = [...bits(joint.backbone)].filter(([name, value]) =>
      value.some((v, i) => v !== before.get(name)![i]),
    );
    expect(moved).toHaveLength(before.size);
    for (const [i, domain] of joint.domains.entries()) {
      expect(domain.backbone).toBe(joint.backbone);
      expect(domain.classes).toEqual(tinyDomains[i]!.classes);
      const { perClass } = await evaluate(
        domain,
        classificationTask(domain.classes),
        tinyDomains[i]!.validation!(),
      );
      expect(perClass!.reduce((sum, { count }) => sum + count, 0)).toBe(12);
    }
    release(joint);
    expect(memory().numTensors).toBe(tensors);
    start.dispose();
  });

  it('returns domains that add nothing but a head to the one stored backbone', async () => {
    const joint = await train();
    const input = describeInput([{ kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] }], 16);
    for (const domain of joint.domains) {
      expect([...domain.stored().keys()]).toEqual(['fc.weight', 'fc.bias']);
      const files = await encodeDomain(domain, { input });
      expect(JSON.parse(files['adapter.json']).network.sha256).toBe(await backboneHash(joint.backbone));
    }
    release(joint);
  });

  it('keeps batch norms separate when told to, over shared kernels', async () => {
    const joint = await train({ batchNorms: 'own' });
    const [one, other] = joint.domains.map(valuesOf);
    expect(one!.get('bn1.running_mean')).not.toEqual(other!.get('bn1.running_mean'));
    expect(joint.domains[0]!.method.name).toBe('fc-and-bn-only');
    // In the backbone, of which no domain uses it, stands the mean.
    const shared = joint.backbone.weights.get('bn1.bias')!.dataSync();
    const own = [one!, other!].map((values) => values.get('bn1.bias')!);
    for (const [i, value] of shared.entries()) expect(value).toBeCloseTo((own[0]![i]! + own[1]![i]!) / 2, 6);
    release(joint);
  });

  it('ends at its best epoch where there are validation images', async () => {
    const validations: number[] = [];
    const joint = await train({
      watcher: { onEpoch: ({ validation }) => void validations.push(validation!) },
    });
    expect(joint.position.best).toBe(Math.max(...validations));
    let sum = 0;
    for (const [i, domain] of joint.domains.entries())
      sum += await accuracyOf(domain, tinyDomains[i]!.validation!());
    expect(sum / 2).toBe(joint.position.best);
    release(joint);
  });

  it('refuses two domains with the same name', async () => {
    await expect(train({ domains: [tinyDomains[0]!, tinyDomains[0]!] })).rejects.toThrow(UsageError);
  });

  it('names the parameter and the images of a step that diverges', async () => {
    const huge = { kind: 'sgd', rate: 1e38, momentum: 0, decay: 1e10, nesterov: false } as const;
    const training = train({ config: { ...config, optimizers: { default: huge } } });
    await expect(training).rejects.toThrow(DivergedError);
    await expect(training).rejects.toThrow(
      /step 1 would make 'shared\/.+' not finite .*images number \d+.*;/,
    );
  });
});

describe('trainJoint with a run folder', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ftn-joint-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const storage = (resume: boolean) => ({ directory, settings: {}, fingerprint: {}, resume });

  it('resumes bit for bit after a stop at any step', async () => {
    const whole = await train({ storage: storage(false) });
    const expected = [bits(whole.backbone), ...whole.domains.map(valuesOf)];
    for (const at of [1, 3, 7]) {
      await rm(directory, { recursive: true });
      const stop = { requested: false, exitCode: 130 as const };
      const watcher: StageWatcher = {
        onStep({ step }) {
          stop.requested = step === at;
        },
      };
      await expect(train({ storage: storage(false), stop, watcher })).rejects.toThrow(InterruptedError);
      const resumed = await train({ storage: storage(true) });
      expect([bits(resumed.backbone), ...resumed.domains.map(valuesOf)], `step ${at}`).toEqual(expected);
      release(resumed);
    }
    release(whole);
  });

  it('refuses to resume with other domains', async () => {
    release(await train({ storage: storage(false), config: { ...config, epochs: 1 } }));
    const domains = [{ ...tinyDomains[0]!, classes: ['a', 'b', 'c'] }, tinyDomains[1]!];
    await expect(train({ storage: storage(true), domains })).rejects.toThrow(/started with other settings/);
  });
});
