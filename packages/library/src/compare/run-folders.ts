import { join } from 'node:path';
import type { Backbone } from '@ftn/backbones';
import type { EngineInfo } from '@ftn/engine';
import type { Task } from '@ftn/tasks';
import type { Recipe, RunStorage, System } from '@ftn/training';
import type { DataIdentity } from '../data/fingerprint.js';
import { backboneIdentity } from '../networks/open-backbone.js';
import type { RunContext } from '../progress/run.js';
import { systemFolder, systemLabel } from '../recipes/plan-systems.js';
import { outputStrideOf } from '../train/plan-training.js';
import { runSettings } from '../train/run-settings.js';
import type { CompareOptions } from './options.js';

/** Where one run of a comparison is kept; a system trained on all domains has one run, `all`. */
export type RunFolder = (system: System, domain: string, seed: number) => RunStorage;

/** Other rates than the recipe's make a run of its own. */
const ratesFolder = ({ config }: System) =>
  Object.entries(config.optimizers)
    .flatMap(([group, optimizer]) => (optimizer ? [`${group}-${optimizer.rate}`] : []))
    .join('-');

/** The folder of one run of a comparison in `out`. */
export const runDirectory = (out: string, system: System, name: string, seed: number): string =>
  join(out, 'runs', systemFolder(system), name, `seed-${seed}-${ratesFolder(system)}`);

/** Gives every run of a comparison a folder under `out`, from which it goes on with `resume`. */
export async function runFolders(of: {
  readonly out: string;
  readonly recipe: Recipe;
  readonly identities: ReadonlyMap<string, DataIdentity>;
  readonly tasksOf: ReadonlyMap<string, readonly Task[]>;
  readonly backbone: Backbone;
  readonly engine: EngineInfo;
  readonly options: CompareOptions;
  readonly context: RunContext;
}): Promise<RunFolder> {
  const { out, recipe, identities, tasksOf, engine, options, context } = of;
  const backbone = await backboneIdentity(of.backbone);
  const data = [...identities.values()];
  return (system, name, seed) => ({
    directory: runDirectory(out, system, name, seed),
    settings: {
      ...runSettings({
        recipe,
        system,
        keep: 'last',
        tasks: tasksOf.get(name) ?? [...tasksOf.values()][0]!,
        data: data.filter(({ domain }) => ['all', domain].includes(name)),
        backbone,
        outputStride: outputStrideOf(recipe),
      }),
      seed,
    },
    fingerprint: { ...engine.fingerprint },
    resume: options.resume ?? false,
    stop: context.stop,
    onNote(note) {
      // A comparison that goes on also has runs that never began.
      if (note.startsWith('no checkpoint in')) return;
      context.emit({ kind: 'note', text: `${systemLabel(system)}, ${name}: ${note}` });
    },
  });
}
