import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Backbone } from '@ftn/backbones';
import type { EngineInfo } from '@ftn/engine';
import type { Task } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import { describeStart, type Recipe, type RunStorage, type System } from '@ftn/training';
import type { DataIdentity } from '../data/fingerprint.js';
import { folderName } from '../files/folder-name.js';
import { backboneIdentity } from '../networks/open-backbone.js';
import type { RunContext } from '../progress/run.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { systemFolder, systemLabel } from '../recipes/plan-systems.js';
import { outputStrideOf } from '../train/plan-training.js';
import { runSettings } from '../train/run-settings.js';
import type { CompareOptions } from './options.js';

/** One run of a comparison; a system trained on all domains has one, `all`. */
export interface ComparedRun {
  readonly system: System;
  readonly domain: string;
  readonly seed: number;
  /** Whether it is a trial of rates, measured on validation images. */
  readonly trial: boolean;
}

/** Where one run of a comparison is kept. */
export type RunFolder = (run: ComparedRun) => RunStorage;

/** Rates other than the recipe's make a separate run. */
const ratesFolder = ({ config }: System) =>
  Object.entries(config.optimizers)
    .flatMap(([group, optimizer]) => (optimizer ? [`${group}-${optimizer.rate}`] : []))
    .join('-');

/** The folder of one run of a comparison; trials of rates stand apart. */
export function runDirectory(runs: string, { system, domain, seed, trial }: ComparedRun): string {
  const place = `seed-${seed}-${ratesFolder(system)}`;
  return join(runs, ...(trial ? ['trials'] : []), systemFolder(system), folderName(domain), place);
}

/** Whether a system's method trains the network all domains share, hence all of them in one run. */
export const trainsTogether = ({ method, options }: System): boolean =>
  !createMethod(method, options).traits.freezesShared;

/** Every run of a comparison whose rates are not chosen first. */
export const plannedRuns = ({
  systems,
  seeds,
  domains,
}: {
  readonly systems: readonly System[];
  readonly seeds: readonly number[];
  readonly domains: readonly { readonly name: string }[];
}): ComparedRun[] =>
  systems.flatMap((system) =>
    (trainsTogether(system) ? ['all'] : domains.map(({ name }) => name)).flatMap((domain) =>
      seeds.map((seed) => ({ system, domain, seed, trial: false })),
    ),
  );

/** Whether files below a run's folder, or below several, show that a step was taken. */
export const holdsCheckpoint = (names: readonly string[]): boolean =>
  names.some((name) => /(^|[\\/])step-\d+\.ftn$/.test(name));

/** Gives every run of a comparison a folder of its own in `runs`, from which `resume` continues it. */
export async function runFolders(of: {
  readonly runs: string;
  readonly recipe: Recipe;
  readonly identities: ReadonlyMap<string, DataIdentity>;
  readonly tasksOf: ReadonlyMap<string, readonly Task[]>;
  readonly backbone: Backbone;
  readonly engine: EngineInfo;
  readonly options: CompareOptions;
  readonly context: RunContext;
}): Promise<RunFolder> {
  const { runs, recipe, identities, tasksOf, engine, options, context } = of;
  const backbone = await backboneIdentity(of.backbone);
  const data = [...identities.values()];
  return (run) => {
    const { system, domain: name, seed } = run;
    const directory = runDirectory(runs, run);
    const label = `${systemLabel(system)}, ${name}`;
    return {
      directory,
      settings: {
        ...runSettings({
          recipe,
          system,
          keep: keepOf(recipe),
          tasks: tasksOf.get(name) ?? [...tasksOf.values()][0]!,
          data: data.filter(({ domain }) => ['all', domain].includes(name)),
          backbone,
          outputStride: outputStrideOf(recipe),
        }),
        seed,
      },
      fingerprint: { ...engine.fingerprint },
      resume: options.resume ?? false,
      allowChange: options.allowChange ?? false,
      stop: context.stop,
      onFound(start, length) {
        // Of runs that begin, and of those that are finished, the comparison tells all together.
        if (start.kind !== 'unfinished') return;
        context.emit({ kind: 'note', text: `${label}: ${describeStart(start, { directory, ...length })}` });
      },
      onNote: (note) => context.emit({ kind: 'note', text: `${label}: ${note}` }),
    };
  };
}

/** One line on what a comparison that is given again finds in its folder; null where it begins, and was not to go on. */
export async function describeKept({
  runs,
  planned,
  out,
  resume = false,
  tune = false,
}: {
  /** The folder of its runs, which may hold those of others too. */
  readonly runs: string;
  readonly planned: readonly ComparedRun[];
  readonly out: string;
  readonly resume?: boolean | undefined;
  /** Whether the rates, which are part of a folder's name, are yet to be chosen. */
  readonly tune?: boolean | undefined;
}): Promise<string | null> {
  const names = await readdir(runs, { recursive: true }).catch(() => []);
  const measured = names.flatMap((name) => (/[\\/]measured\.json$/.test(name) ? [dirname(name)] : []));
  const folders = new Set(measured);
  const isFinished = (run: ComparedRun) => {
    const folder = runDirectory('', run);
    if (!tune) return folders.has(folder);
    const anyRates = folder.slice(0, -ratesFolder(run.system).length);
    return measured.some((name) => name.startsWith(anyRates));
  };
  const finished = planned.filter(isFinished).length;
  if (finished > 0) return `going on in ${out}: ${finished} of ${planned.length} runs are finished`;
  if (!resume || holdsCheckpoint(names)) return null;
  return `nothing to resume in ${out}: the comparison starts at the beginning`;
}
