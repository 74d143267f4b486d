import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRunCheckpoint } from '@ftn/checkpoints/node';
import type { BatchSource } from '@ftn/datasets';
import { DivergedError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { row, scaled, seeded } from '@ftn/reliability';
import { classificationTask } from '@ftn/tasks';
import { tensor } from '@tensorflow/tfjs-core';
import { afterAll, expect } from 'vitest';
import { DomainLearner } from '../loop/domain-learner.js';
import { learnerData } from '../loop/learner-data.js';
import { tinyBackbone, tinyConfig, tinyDomain, tinySource } from '../testing/tiny-training.js';
import { runLearner } from './run-learner.js';

const root = mkdtempSync(join(tmpdir(), 'ftn-nan-'));
afterAll(() => rmSync(root, { recursive: true }));
const backbone = tinyBackbone();
const steps = 6;

/** A learner that looks at neither loss nor weights. */
const careless = (learner: DomainLearner): DomainLearner =>
  new Proxy(learner, {
    get(from, key) {
      const value = Reflect.get(from, key) as unknown;
      if (typeof value !== 'function') return value;
      if (key !== 'step') return value.bind(from);
      return (...given: Parameters<DomainLearner['step']>) => ({
        ...from.step(...given),
        loss: 1,
        nonFinite: [],
      });
    },
  });

/** Trains, and makes one number of one tensor NaN or infinite just before a step. Problems with what follows. */
async function inject(random: RandomStream, careful = true): Promise<string[]> {
  const directory = mkdtempSync(join(root, 'run-'));
  const domain = tinyDomain(backbone, 'ftn', { rank: 2 });
  const at = random.integer(steps);
  const { variable, name } = random.pick([...domain.parameters()]);
  const value = random.pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  const index = random.integer(variable.size);
  const source = tinySource(12, 4);
  const spoilt: BatchSource = {
    ...source,
    async *batches(epoch, fromBatch) {
      let step = epoch * source.batchesPerEpoch;
      for await (const batch of source.batches(epoch, fromBatch)) {
        if (step++ === at) {
          const data = variable.dataSync().slice();
          data[index] = value;
          const made = tensor(data, variable.shape);
          variable.assign(made);
          made.dispose();
        }
        yield batch;
      }
    },
  };
  const learner = new DomainLearner(domain, classificationTask(domain.classes), { ...tinyConfig, epochs: 2 });
  const error = await runLearner({
    directory,
    learner: careful ? learner : careless(learner),
    data: learnerData(spoilt),
    epochs: 2,
    settings: {},
    fingerprint: {},
    resume: false,
    saveEvery: 1,
  }).catch((e: unknown) => e);
  learner.dispose();
  domain.dispose();
  const what = `${value} in ${name} at step ${at + 1}`;
  const problems: string[] = [];
  if (!(error instanceof DivergedError))
    problems.push(`${what}: ${error instanceof Error ? error : 'went on'}`);
  else if (
    error.exitCode !== 5 ||
    !new RegExp(`step ${at + 1}\\b`).test(error.message) ||
    !/rates .*images/.test(error.message)
  )
    problems.push(`${what}: '${error.message}'`);
  const files = readdirSync(directory).filter((file) => file.endsWith('.ftn'));
  if (at > 0 && files.length === 0) problems.push(`${what}: the last good checkpoint is gone`);
  for (const file of files) {
    const { tensors } = await readRunCheckpoint(join(directory, file)).catch(() => ({ tensors: new Map() }));
    for (const [key, { data }] of tensors)
      if ([...(data as Iterable<number | bigint>)].some((v) => typeof v === 'number' && !Number.isFinite(v)))
        problems.push(`${what}: ${file} holds a ${key} that is not finite`);
  }
  rmSync(directory, { recursive: true });
  return problems;
}

row('K8', 'any number of any tensor at any step', async () => {
  const count = scaled(100);
  const problems: string[] = [];
  for (let i = 0; i < count; i++) problems.push(...(await inject(new RandomStream('not finite', i))));
  expect(problems).toEqual([]);
  return {
    count,
    figure: `${count} named at their step with exit 5; 0 files hold a number that is not finite`,
  };
});

seeded('K8', 'neither the loss nor the weights are looked at', async () => {
  const problems: string[] = [];
  for (let i = 0; i < 4; i++) problems.push(...(await inject(new RandomStream('not finite', i), false)));
  expect(problems.join()).toMatch(/went on|non-finite/);
});
