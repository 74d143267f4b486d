import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { formatMetric } from '@ftn/metrics';
import { evaluate, type Measured, measuredOnce, scoreOf, trainJoint } from '@ftn/training';
import { saveBackbone } from '../networks/open-backbone.js';
import { Run, type RunContext } from '../progress/run.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { runConfig } from '../recipes/run-config.js';
import { OpenJoint } from './open-joint.js';
import type { TrainBackboneOptions } from './options.js';
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
  await using open = await OpenJoint.open(options, context);
  return await trainOpened(open, options, context);
}

/** Trains a backbone that is open, or goes on with it, or reads it where it is finished. */
export async function trainOpened(
  open: OpenJoint,
  options: TrainBackboneOptions,
  { emit, stop }: RunContext,
): Promise<TrainedBackbone> {
  const { resume = false, allowChange = false, saveEvery, beforeWrite } = options;
  const { chosen, domains, tasks, subjects, identities, backbone, settings, engine } = open;
  const { recipe, system } = chosen;
  const directory = resolve(options.out ?? join('runs', 'joint'));
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
      settings,
      fingerprint: { ...engine.fingerprint },
      resume,
      allowChange,
      stop,
      beforeWrite,
      ...(saveEvery === undefined ? {} : { saveEvery }),
      async onStart() {
        await beforeWrite?.();
        await writeFileAtomic(join(directory, 'config.yaml'), Buffer.from(config));
      },
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
    await beforeWrite?.();
    await saveBackbone(joint.backbone, file);
    const names = domains.map(({ name }) => name);
    const began = performance.now();
    const images = identities.map(({ test }) => test.sha256).join(' ');
    const measured = await measuredOnce({ directory, images, beforeWrite }, names, async (name) => {
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
}
