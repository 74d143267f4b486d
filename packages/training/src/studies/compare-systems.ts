import { Domain, type DomainCounts } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import type { BatchSource } from '../loop/batch-source.js';
import { evaluateDomain } from '../loop/evaluate.js';
import { trainDomain } from '../loop/train-domain.js';
import type { EpochReport, StepReport } from '../loop/train-loop.js';
import type { System } from '../recipes/systems.js';
import { epochsOfRun } from '../run/epochs-of-run.js';
import { keepMeasured, type Measured, readMeasured } from '../run/measured.js';
import type { RunStorage } from '../run/run-stage.js';
import { runTraining } from '../run/run-training.js';

/** A domain's data as a comparison needs it; each call of a function starts over. */
export interface ComparisonDomain {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: BatchSource;
  readonly validation: () => AsyncIterable<Batch>;
  readonly test: () => AsyncIterable<Batch>;
}

/** One system trained on one domain with one seed, and how it did. */
export interface ComparisonResult extends Measured {
  readonly system: System;
  readonly domain: string;
  readonly seed: number;
  readonly counts: DomainCounts;
  /** Convolutions that run on a kernel of the domain's own in the end: what TAPS decides. */
  readonly adaptedLayers: readonly string[];
  readonly epochs: readonly EpochReport[];
}

export interface ComparisonWatcher {
  onStart?(system: System, domain: string, seed: number): void;
  onStep?(report: StepReport): void;
  /** Called after each batch of an evaluation; may throw to end it. */
  onTestBatch?(): void;
  /** The trained domain, before it is disposed: to save it, or to look at its predictions. */
  onTrained?(domain: Domain, result: ComparisonResult): void | Promise<void>;
}

export interface ComparisonOptions {
  readonly backbone: Backbone;
  readonly system: System;
  readonly domain: ComparisonDomain;
  readonly seed: number;
  /** Evaluate on the validation set, too. */
  readonly validate: boolean;
  /** Default: the run leaves nothing behind. */
  readonly storage?: RunStorage;
}

/** Trains one system on one domain from the backbone and evaluates it after the last epoch. */
export async function compareOne(
  options: ComparisonOptions,
  watcher: ComparisonWatcher = {},
): Promise<ComparisonResult> {
  const { backbone, system, domain: data, seed, validate, storage } = options;
  watcher.onStart?.(system, data.name, seed);
  const began = performance.now();
  const method = createMethod(system.method, system.options);
  if (!method.promises.freezesShared) {
    throw new UsageError(`'${system.method}' trains its shared network, hence all domains together`, {
      hint: 'Train it with trainAdaShare.',
    });
  }
  const domain = Domain.create({ name: data.name, backbone, method, classes: data.classes, seed });
  try {
    let epochs: EpochReport[] = [];
    const run = { domain, data: data.train, config: { ...system.config, seed } };
    const onStep = (report: StepReport) => watcher.onStep?.(report);
    if (storage) {
      await runTraining({ ...run, ...storage, onStep });
      epochs = await epochsOfRun(storage.directory);
    } else {
      const onEpoch = (report: EpochReport) => void epochs.push(report);
      await trainDomain({ ...run, observer: { onEpoch, onStep } });
    }
    let measured = storage ? await readMeasured(storage.directory) : null;
    if (!measured) {
      const onBatch = () => watcher.onTestBatch?.();
      const validation = validate ? (await evaluateDomain(domain, data.validation(), onBatch)).top1 : null;
      const { top1, perClass } = await evaluateDomain(domain, data.test(), onBatch);
      const counts = perClass.map(({ count, correct }) => ({ count, correct }));
      const seconds = (performance.now() - began) / 1000;
      measured = { accuracy: top1, validation, perClass: counts, seconds };
      if (storage) await keepMeasured(storage.directory, measured);
    }
    const result: ComparisonResult = {
      system,
      domain: data.name,
      seed,
      ...measured,
      counts: domain.counts(),
      adaptedLayers: domain.adaptedLayers(),
      epochs,
    };
    await watcher.onTrained?.(domain, result);
    return result;
  } finally {
    domain.dispose();
  }
}
