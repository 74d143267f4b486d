import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Domain } from '@ftn/adapters';
import { InterruptedError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { roomSource } from '@ftn/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunPlace } from '../run/run-learner.js';
import { runTraining } from '../run/run-training.js';
import { tinyDenseDomain, tinyTasks } from '../testing/tiny-rooms.js';
import { tinyBackbone, tinyConfig, valuesOf } from '../testing/tiny-training.js';
import { runJointly } from './train-jointly.js';

const backbone = tinyBackbone();
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-dense-'));
});
afterAll(async () => {
  backbone.dispose();
  await rm(root, { recursive: true, force: true });
});

/** Runs `train` as a whole, and again with a stop at step 3; what it trained must be the same. */
async function expectSameAfterStop(
  name: string,
  make: () => { domains: Domain[]; train: (place: RunPlace) => Promise<unknown> },
): Promise<void> {
  const run = (folder: string, resume: boolean, stopAt = -1) => {
    const stop = { requested: false, exitCode: 130 as const };
    const onStep = ({ step }: { step: number }) => {
      stop.requested = step === stopAt;
    };
    const { domains, train } = make();
    const directory = join(root, `${name} ${folder}`);
    const training = train({ directory, settings: {}, fingerprint: {}, resume, stop, onStep });
    return { domains, training };
  };
  const whole = run('whole', false);
  await whole.training;
  await expect(run('parts', false, 3).training).rejects.toThrow(InterruptedError);
  const rest = run('parts', true);
  await rest.training;
  expect(rest.domains.map(valuesOf)).toEqual(whole.domains.map(valuesOf));
  for (const domain of [...whole.domains, ...rest.domains]) domain.dispose();
}

const data = roomSource(6, 3);
const config = tinyConfig;
const domainOf = (task: Task) => tinyDenseDomain(backbone, task, 'ftn', { rank: 2 });

it('a dense run resumes bit for bit after a stop, running statistics of its decoder included', async () => {
  const task = tinyTasks[2]!;
  await expectSameAfterStop('one', () => {
    const domain = domainOf(task);
    return { domains: [domain], train: (place) => runTraining({ domain, task, data, config, ...place }) };
  });
});

it('a joint dense run resumes bit for bit after a stop, with all its tasks', async () => {
  const tasks = tinyTasks.slice(0, 2);
  await expectSameAfterStop('joint', () => {
    const members = tasks.map((task) => ({ task, domain: domainOf(task) }));
    return {
      domains: members.map(({ domain }) => domain),
      train: (place) => runJointly({ members, data, config, ...place }),
    };
  });
});
