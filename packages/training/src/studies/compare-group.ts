import type { FrozenGroup } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import type { PolicyTable } from '../adashare/policy-table.js';
import { type AdaSharePhases, trainAdaShare } from '../adashare/train-adashare.js';
import type { StepReport } from '../loop/train-loop.js';
import { phaseConfigs, type System } from '../recipes/systems.js';
import type { StopRequest } from '../run/run-recorder.js';
import type { RunStorage } from '../run/run-stage.js';
import { type ComparisonDomain, type ComparisonResult, measure } from './compare-systems.js';

export interface GroupComparisonOptions {
  readonly backbone: Backbone;
  /** A system whose method trains the shared network in phases. */
  readonly system: System;
  readonly domains: readonly ComparisonDomain[];
  readonly seed: number;
  /** Evaluate on the validation sets, too. */
  readonly validate: boolean;
  readonly storage?: RunStorage;
  readonly stop?: StopRequest;
}

export interface GroupWatcher {
  onStep?(report: StepReport, stage: string): void;
  /** Called after each batch of an evaluation; may throw to end it. */
  onTestBatch?(): void;
  /** The trained network and its domains, before they are disposed: to save them. */
  onTrained?(group: FrozenGroup, results: readonly ComparisonResult[]): void | Promise<void>;
}

/** Trains one system on all domains together, and evaluates it on each. */
export async function compareGroup(
  options: GroupComparisonOptions,
  watcher: GroupWatcher = {},
): Promise<{ results: ComparisonResult[]; policy: PolicyTable }> {
  const { backbone, system, domains, seed, validate, storage, stop } = options;
  const began = performance.now();
  const onTestBatch = () => watcher.onTestBatch?.();
  const trained = await trainAdaShare({
    backbone,
    domains: domains.map(({ name, classes, group }) => {
      if (group) return { name, classes, ...group() };
      throw new UsageError(`'${name}' brings no images for '${system.method}'`, {
        expected: 'training images in two halves, and validation images',
      });
    }),
    options: { ...system.options },
    phases: phaseConfigs(system) as unknown as AdaSharePhases,
    seed,
    watcher: { onStep: (report, stage) => watcher.onStep?.(report, stage), onValidationBatch: onTestBatch },
    ...(storage ? { storage } : {}),
    ...(stop ? { stop } : {}),
  });
  try {
    const results: ComparisonResult[] = [];
    for (const [i, domain] of trained.domains.entries()) {
      const data = domains[i]!;
      const measured = await measure(domain, { data, validate, began, onBatch: onTestBatch });
      const counts = domain.counts();
      results.push({ system, domain: data.name, seed, ...measured, counts, adaptedLayers: [], epochs: [] });
    }
    await watcher.onTrained?.(trained, results);
    return { results, policy: trained.policy };
  } finally {
    for (const domain of trained.domains) domain.dispose();
    trained.backbone.dispose();
  }
}
