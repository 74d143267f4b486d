import { Domain, type DomainCounts } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { createMethod } from '@ftn/tensor-factors';
import { evaluateDomain } from '../loop/evaluate.js';
import { type BatchSource, type EpochReport, type StepReport, trainDomain } from '../loop/train-domain.js';
import type { System } from '../recipes/systems.js';

/** A domain's data as a comparison needs it; each call of a function starts over. */
export interface ComparisonDomain {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: BatchSource;
  readonly validation: () => AsyncIterable<Batch>;
  readonly test: () => AsyncIterable<Batch>;
}

/** One system trained on one domain with one seed, and how it did. */
export interface ComparisonResult {
  readonly system: System;
  readonly domain: string;
  readonly seed: number;
  /** Top-1 on the test set, in percent. */
  readonly accuracy: number;
  /** Top-1 on the validation set, in percent; null where it was not asked for. */
  readonly validation: number | null;
  readonly counts: DomainCounts;
  readonly seconds: number;
  readonly epochs: readonly EpochReport[];
}

export interface ComparisonWatcher {
  onStart?(system: System, domain: string, seed: number): void;
  onStep?(report: StepReport): void;
  /** The trained domain, before it is disposed: to save it, or to look at its predictions. */
  onTrained?(domain: Domain, result: ComparisonResult): void | Promise<void>;
}

/** Trains one system on one domain from the backbone and evaluates it. */
export async function compareOne(
  options: { backbone: Backbone; system: System; domain: ComparisonDomain; seed: number; validate: boolean },
  watcher: ComparisonWatcher = {},
): Promise<ComparisonResult> {
  const { backbone, system, domain: data, seed, validate } = options;
  watcher.onStart?.(system, data.name, seed);
  const began = performance.now();
  const method = createMethod(system.method, system.options);
  const domain = Domain.create({ name: data.name, backbone, method, classes: data.classes, seed });
  try {
    const epochs: EpochReport[] = [];
    await trainDomain({
      domain,
      data: data.train,
      config: { ...system.config, seed },
      observer: {
        onEpoch: (report) => void epochs.push(report),
        onStep: (report) => watcher.onStep?.(report),
      },
    });
    const validation = validate ? (await evaluateDomain(domain, data.validation())).top1 : null;
    const { top1 } = await evaluateDomain(domain, data.test());
    const result: ComparisonResult = {
      system,
      domain: data.name,
      seed,
      accuracy: top1,
      validation,
      counts: domain.counts(),
      seconds: (performance.now() - began) / 1000,
      epochs,
    };
    await watcher.onTrained?.(domain, result);
    return result;
  } finally {
    domain.dispose();
  }
}
