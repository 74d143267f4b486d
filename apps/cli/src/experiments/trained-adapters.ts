import { join } from 'node:path';
import { type Comparison, type ComparisonOptions, trainComparison } from '../compose/comparison.js';
import { planSystems } from '../compose/comparison-plan.js';
import { systemFolder } from '../compose/comparison-storage.js';
import type { DomainData } from '../compose/domain-data.js';
import type { Terminal } from '../terminal/terminal.js';

/** An adapter a comparison trained, with the images it was trained on. */
export interface TrainedAdapter {
  readonly folder: string;
  readonly data: DomainData;
  readonly rank: number | null;
}

/** Trains FTN alone, as an experiment's comparison describes it, and says where the adapters are. */
export async function trainAdapters(
  plan: ComparisonOptions,
  terminal: Terminal,
): Promise<{ comparison: Comparison; adapters: TrainedAdapter[] }> {
  const options = { ...plan, methods: ['ftn'] };
  const comparison = await trainComparison(options, terminal);
  const adapters = planSystems(plan.recipe, options).flatMap((system) =>
    plan.domains.map(
      (data): TrainedAdapter => ({
        folder: join(plan.out, systemFolder(system), data.name),
        data,
        rank: system.rank,
      }),
    ),
  );
  return { comparison, adapters };
}
