import { type EngineInfo, startEngine } from '@ftn/engine';
import { makeFolder } from '@ftn/errors/node';
import type { Task } from '@ftn/tasks';
import type { PolicyTable, Recipe, System, TaskResult } from '@ftn/training';
import type { Data } from '../data/data.js';
import { createIdentify, type DataIdentity, openHashes } from '../data/fingerprint.js';
import { learnedOf } from '../data/learned-of.js';
import { createSubject, type Subject } from '../data/subject.js';
import { tellData } from '../data/tell-data.js';
import { openBackbone } from '../networks/open-backbone.js';
import { Run, type RunContext } from '../progress/run.js';
import type { AdapterNorms } from '../report/norm-maps.js';
import { type ComparedAdapter, type ComparedHalf, Findings } from './findings.js';
import type { CompareOptions } from './options.js';
import { prepareComparison } from './prepare.js';
import { describeKept, plannedRuns, runFolders } from './run-folders.js';
import { type Job, runSystem } from './run-system.js';
import type { ShownTask } from './shown-images.js';
import { tuneSystem } from './tune.js';

/** Everything a comparison found, as plain data. */
export interface Comparison {
  readonly recipe: Recipe;
  /** In what it departs from the recipe it is named after, one a line; empty where in nothing. */
  readonly departures: readonly string[];
  readonly engine: EngineInfo;
  readonly systems: readonly System[];
  readonly seeds: readonly number[];
  readonly domains: readonly Data[];
  readonly results: readonly TaskResult[];
  /** What the systems that select residual blocks decided, first seed. */
  readonly policies: readonly { readonly system: System; readonly policy: PolicyTable }[];
  /** ‖ΔW‖ in every layer of the systems with a rank, first seed. */
  readonly norms: readonly AdapterNorms[];
  readonly shown: readonly ShownTask[];
  readonly adapters: readonly ComparedAdapter[];
  /** The adapters in half precision, where that was asked for; empty else. */
  readonly halved: readonly ComparedHalf[];
  readonly out: string;
}

/**
 * Trains several methods at several ranks on every task of every domain over one frozen backbone, and tests each:
 *
 * ```ts
 * const { results } = await compare({ data: ['./flowers', './birds'], backbone: 'resnet18', weights, ranks: [1, 10] });
 * ```
 *
 * Results are those of the epoch the recipe keeps, as in `train`. Adapters of the first seed go to `out`/SYSTEM/DOMAIN, every run to `runs`: a
 * comparison that is given again reads those that are finished, and with `resume` continues one that is not. A run that
 * diverges has NaN for its results and no adapter; the others go on.
 */
export function compare(options: CompareOptions): Run<Comparison> {
  return new Run((context) => compareAll(options, context), options.signal);
}

async function compareAll(options: CompareOptions, context: RunContext): Promise<Comparison> {
  const { emit, stop } = context;
  const prepared = await prepareComparison(options);
  const { recipe, seeds, domains, tasksOf, out, runs, systems: planned } = prepared;
  const { tune = false, workers } = options;
  tellData(domains, emit);
  for (const text of prepared.departures) emit({ kind: 'note', text: `other than the recipe: ${text}` });
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  stop.throwIfRequested();
  const backbone = await openBackbone(prepared.network);
  await makeFolder(out);
  const made = new Map<number, Subject[]>();
  const subjects = (seed: number) => {
    const known = made.get(seed);
    if (known) return known;
    const fresh = domains.map((data) => {
      return createSubject(data, recipe, { seed, workers, targets: learnedOf(tasksOf.get(data.name)!) });
    });
    made.set(seed, fresh);
    return fresh;
  };
  try {
    const identities = new Map<string, DataIdentity>();
    const hashes = await openHashes(domains);
    const identify = createIdentify(hashes);
    for (const data of domains) {
      const targets = learnedOf(tasksOf.get(data.name)!);
      identities.set(data.name, await identify(data, targets));
    }
    await hashes.save();
    const folders = await runFolders({
      runs,
      recipe,
      identities,
      tasksOf,
      backbone,
      engine,
      options,
      context,
    });
    const trials = tune ? recipe.tuningBudget : 0;
    const whole = { done: 0, total: planned.length * domains.length * (seeds.length + trials) };
    const all = plannedRuns({ systems: planned, seeds, domains });
    const kept = await describeKept({ runs, planned: all, out, resume: options.resume, tune });
    if (kept !== null) emit({ kind: 'note', text: kept });
    const guard = { done: false };
    const shared = { options, context, recipe, backbone, engine, domains, subjects };
    const job: Job = { ...shared, identities, folders, whole, guard };
    const found = new Findings({ out, recipe, domains, identify, half: options.half, workers }, context);
    const systems: System[] = [];
    for (const system of planned) {
      const chosen = tune ? await tuned(job, system, seeds, tasksOf) : system;
      systems.push(chosen);
      for (const seed of seeds) {
        const first = seed === seeds[0];
        await runSystem(job, chosen, seed, { tasksOf, found: first ? found : null, results: found.results });
      }
    }
    emit({ kind: 'done', label: 'comparing' });
    const { results, policies, norms, shown, adapters, halved } = found;
    const { departures } = prepared;
    const of = { recipe, departures, engine, systems, seeds, domains, out };
    return { ...of, results, policies, norms, shown, adapters, halved };
  } finally {
    await Promise.all([...made.values()].flat().map((subject) => subject.close()));
    backbone.dispose();
  }
}

/** The system with the rates that did best on the validation images; trials use a seed no result is reported for. */
function tuned(
  job: Job,
  system: System,
  seeds: readonly number[],
  tasksOf: ReadonlyMap<string, readonly Task[]>,
): Promise<System> {
  const seed = Math.max(...seeds) + 1000;
  const trial = async (candidate: System) => {
    const results: TaskResult[] = [];
    await runSystem(job, candidate, seed, { tasksOf, found: null, results, trial: true });
    return results;
  };
  const onTrial = (text: string) => job.context.emit({ kind: 'note', text });
  return tuneSystem(system, job.recipe.tuningBudget, trial, onTrial);
}
