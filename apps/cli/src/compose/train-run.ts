import { join } from 'node:path';
import { Domain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { EngineInfo } from '@ftn/engine';
import { createMethod } from '@ftn/tensor-factors';
import {
  type ComparisonResult,
  type EpochReport,
  evaluateDomain,
  restoreBest,
  runTraining,
  type StepReport,
} from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { dataFingerprint } from './data-fingerprint.js';
import type { DomainData } from './domain-data.js';
import { createLoaders } from './loaders.js';
import { guardMemory } from './memory-guard.js';
import { backboneIdentity, runSettings } from './run-settings.js';
import type { StopSignal } from './stop-signal.js';
import { Throughput } from './throughput.js';
import type { ResolvedTraining } from './training-choice.js';

export interface TrainRunOptions extends ResolvedTraining {
  readonly data: DomainData;
  readonly backbone: Backbone;
  readonly engine: EngineInfo;
  /** The run's own folder. */
  readonly directory: string;
  /** The resolved configuration, kept in the folder. */
  readonly config: string;
  readonly resume: boolean;
  readonly saveEvery?: number | undefined;
  readonly workers?: number | undefined;
  /** Bytes the process may take in all; default what the machine has free. */
  readonly memoryLimit?: number | undefined;
  readonly stop: StopSignal;
  readonly terminal: Terminal;
  /** Writes what the run leaves besides its checkpoints: the adapter's folder, or the whole backbone. */
  readonly save: (domain: Domain, metrics: Readonly<Record<string, number>>) => Promise<void>;
}

const resumeHint = 'Run the same command with --resume to go on.';

/** Shows steps and epochs of one domain. */
function watcher(terminal: Terminal, name: string, epochs: number) {
  const throughput = new Throughput();
  return {
    onStep({ step, totalSteps, epoch, loss, images }: StepReport) {
      const speed = throughput.add(images);
      const detail = `epoch ${epoch + 1}/${epochs} · loss ${loss.toFixed(3)} · ${speed.toPrecision(3)} images/s`;
      terminal.progress(name, { done: step, total: totalSteps, detail });
    },
    onEpoch({ epoch, loss, validation, best }: EpochReport) {
      const accuracy =
        validation === null ? '' : `, validation ${validation.toFixed(2)} %${best ? ' (best so far)' : ''}`;
      terminal.note(`${name}: epoch ${epoch + 1} of ${epochs}: loss ${loss.toFixed(4)}${accuracy}`);
    },
  };
}

/** Trains one domain in its folder, from the start or from its newest checkpoint, and evaluates the best epoch. */
export async function trainRun(options: TrainRunOptions): Promise<ComparisonResult> {
  const { data, backbone, recipe, system, directory, terminal, stop } = options;
  const began = performance.now();
  const { seed } = system.config;
  const method = createMethod(system.method, system.options);
  const domain = Domain.create({ name: data.name, backbone, method, classes: data.classes, seed });
  const loaders = createLoaders(data, recipe, { seed, workers: options.workers });
  const epochs: EpochReport[] = [];
  const watch = watcher(terminal, data.name, system.config.epochs);
  try {
    const { batchSize } = system.config;
    const question = { batchSize, engine: options.engine, limit: options.memoryLimit };
    terminal.note(await guardMemory(domain, recipe.input.size, question));
    const settings = runSettings({
      recipe,
      system,
      data: [await dataFingerprint(data)],
      backbone: await backboneIdentity(backbone),
    });
    stop.throwIfRequested('no step was taken yet', resumeHint);
    const position = await runTraining({
      directory,
      domain,
      data: loaders.train,
      config: system.config,
      settings,
      fingerprint: { ...options.engine.fingerprint },
      resume: options.resume,
      stop,
      ...(options.saveEvery === undefined ? {} : { saveEvery: options.saveEvery }),
      validate: async (_epoch, onBatch) => (await evaluateDomain(domain, loaders.validation(), onBatch)).top1,
      onStart: () => writeFileAtomic(join(directory, 'config.yaml'), Buffer.from(options.config)),
      onStep: watch.onStep,
      onEpoch(report) {
        epochs.push(report);
        watch.onEpoch(report);
      },
      onNote: (note) => terminal.note(note),
    });
    await restoreBest(domain, directory);
    terminal.progress(`${data.name}: testing`, { done: 0, total: data.test.length });
    const { top1, top5, perClass } = await evaluateDomain(domain, loaders.test(), () =>
      stop.throwIfRequested('training is finished and saved', resumeHint),
    );
    terminal.endProgress();
    const { best } = position;
    const metrics = { accuracy: top1, top5, ...(best === null ? {} : { validation: best }) };
    await options.save(domain, metrics);
    return {
      system,
      domain: data.name,
      seed,
      accuracy: top1,
      validation: best,
      perClass: perClass.map(({ count, correct }) => ({ count, correct })),
      counts: domain.counts(),
      adaptedLayers: domain.adaptedLayers(),
      seconds: (performance.now() - began) / 1000,
      epochs,
    };
  } finally {
    await loaders.close();
    domain.dispose();
  }
}
