import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { formatMetric } from '@ftn/metrics';
import { wholeNetworkMethod } from '@ftn/tensor-factors';
import { evaluate, type Measured, measuredOnce, scoreOf, trainJoint } from '@ftn/training';
import type { Data } from '../data/data.js';
import { dataIdentity, openHashes } from '../data/fingerprint.js';
import { openAll, usualHoldOut } from '../data/open-data.js';
import { createSubject, requireMeasurable } from '../data/subject.js';
import { tellData } from '../data/tell-data.js';
import {
  backboneIdentity,
  openBackbone,
  randomBackbone,
  saveBackbone,
  weightsFile,
} from '../networks/open-backbone.js';
import { listOf } from '../one-or-several.js';
import { Run, type RunContext } from '../progress/run.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { runConfig } from '../recipes/run-config.js';
import type { TrainOptions } from './options.js';
import { openingFor, planTraining, tasksFor } from './plan-training.js';
import { runSettings } from './run-settings.js';
import { resumeHint, stoppedLine } from './trained.js';

/** How the joint backbone does on one domain with the head it had. */
export interface JointResult extends Pick<Measured, 'metrics'> {
  readonly domain: string;
  readonly task: string;
  readonly metric: string;
}

/** A backbone that was trained on several domains together. */
export interface TrainedBackbone {
  /** Its weights, in torchvision's names. */
  readonly file: string;
  readonly results: readonly JointResult[];
}

/** What to train a backbone on, and how: the options of `train` without those of a method. */
export interface TrainBackboneOptions
  extends Omit<TrainOptions, 'data' | 'joint' | 'half' | 'method' | 'rank'> {
  readonly data: TrainOptions['data'] | readonly Data[];
}

/** Whether data was opened before. */
const isOpen = (data: TrainBackboneOptions['data']): data is readonly Data[] =>
  Array.isArray(data) && typeof data[0] === 'object';

/**
 * Trains one backbone on all domains together, a head for each, and writes it: what the joint setting's methods start
 * from (supplement, section D). The heads are not kept.
 *
 * @throws UsageError where a domain's images have no class
 */
export function trainBackbone(options: TrainBackboneOptions): Run<TrainedBackbone> {
  return new Run((context) => trainTogether(options, context), options.signal);
}

async function trainTogether(options: TrainBackboneOptions, context: RunContext): Promise<TrainedBackbone> {
  const { emit, stop } = context;
  const { weights, fromScratch = false, workers, resume = false, saveEvery } = options;
  const specs = isOpen(options.data) ? options.data.map(({ origin }) => origin.spec) : listOf(options.data);
  const chosen = planTraining({ ...options, data: specs, method: wholeNetworkMethod, rank: undefined });
  const { recipe, system } = chosen;
  const { seed } = recipe;
  const opening = openingFor(recipe, options, keepOf(recipe) === 'best' ? usualHoldOut : 0);
  const domains = isOpen(options.data) ? options.data : await openAll(specs, opening, recipe.domains);
  tellData(domains, emit);
  const tasks = domains.map((data) => {
    const [task, ...others] = tasksFor(recipe, data);
    if (task!.head?.kind === 'linear' && others.length === 0) return task!;
    throw new UsageError('a backbone is trained together on domains of images with classes', {
      expected: 'one task with a linear head',
      got: recipe.tasks.join(', '),
    });
  });
  for (const [i, domain] of domains.entries()) await requireMeasurable(domain, [tasks[i]!], recipe);
  const choice = { name: recipe.backbone, weights, outputStride: recipe.outputStride };
  if (!fromScratch) weightsFile(choice);
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  stop.throwIfRequested();
  const directory = resolve(options.out ?? join('runs', 'joint'));
  const backbone = fromScratch ? randomBackbone(choice, seed) : await openBackbone(choice);
  const subjects = domains.map((data) => createSubject(data, recipe, { seed, workers, targets: ['label'] }));
  try {
    const data = [];
    const hashes = await openHashes(domains);
    for (const domain of domains) data.push(await dataIdentity(domain, ['label'], hashes));
    await hashes.save();
    const identity = await backboneIdentity(backbone);
    const { outputStride } = recipe;
    const config = runConfig(chosen, options.command ?? 'trainBackbone(…)');
    const { epochs } = system.config;
    const joint = await trainJoint({
      backbone,
      domains: subjects.map(({ name, classes, train, validation }, i) => ({
        name,
        classes,
        train,
        task: tasks[i]!,
        ...(validation && keepOf(recipe) === 'best' ? { validation: () => validation(tasks[i]!) } : {}),
      })),
      config: system.config,
      stop,
      storage: {
        directory,
        settings: runSettings({
          recipe,
          system,
          keep: keepOf(recipe),
          tasks,
          data,
          backbone: identity,
          outputStride,
        }),
        fingerprint: { ...engine.fingerprint },
        resume,
        allowChange: options.allowChange ?? false,
        stop,
        ...(saveEvery === undefined ? {} : { saveEvery }),
        onStart: () => writeFileAtomic(join(directory, 'config.yaml'), Buffer.from(config)),
        onNote: (text) => emit({ kind: 'note', text }),
      },
      watcher: {
        onStep({ step, totalSteps, epoch, loss, images, seconds }) {
          const event = { step, totalSteps, epoch, epochs, losses: { loss }, images, seconds };
          emit({ kind: 'step', run: 'joint', ...event });
        },
        onEpoch({ epoch, loss, validation, best, stopped }) {
          const metrics = validation === null ? {} : { [tasks[0]!.metric.name]: validation };
          emit({ kind: 'epoch', run: 'joint', epoch, epochs, loss, metrics, best });
          if (stopped) emit({ kind: 'note', text: `joint: ${stoppedLine(epoch, system.config)}` });
        },
      },
    });
    try {
      const file = join(directory, 'backbone.safetensors');
      await saveBackbone(joint.backbone, file);
      const names = domains.map(({ name }) => name);
      const began = performance.now();
      const images = data.map(({ test }) => test.sha256).join(' ');
      const measured = await measuredOnce({ directory, images }, names, async (name) => {
        const i = names.indexOf(name);
        const onBatch = () => stop.throwIfRequested('training is finished and saved', resumeHint);
        const test = subjects[i]!.test(tasks[i]!);
        const { metrics } = await evaluate(joint.domains[i]!, tasks[i]!, test, { onBatch });
        return { metrics, validation: null, seconds: (performance.now() - began) / 1000 };
      });
      const results = names.map((domain, i): JointResult => {
        const { name: task, metric } = tasks[i]!;
        const { metrics } = measured[domain]!;
        const score = formatMetric(metric, scoreOf({ metrics, metric: metric.name }));
        emit({ kind: 'note', text: `${domain}: test ${metric.name} ${score}` });
        return { domain, task, metric: metric.name, metrics };
      });
      return { file, results };
    } finally {
      for (const domain of joint.domains) domain.dispose();
      joint.backbone.dispose();
    }
  } finally {
    await Promise.all(subjects.map((subject) => subject.close()));
    backbone.dispose();
  }
}
