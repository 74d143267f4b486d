import { join } from 'node:path';
import { writeAdapterFolder } from '@ftn/adapters/node';
import { hasMaps } from '@ftn/datasets';
import { isRanked } from '@ftn/tensor-factors';
import {
  changesOfRun,
  type Member,
  type PolicyTable,
  type Recipe,
  type System,
  type TaskResult,
} from '@ftn/training';
import { adapterDetails } from '../adapter/details.js';
import type { HalvedAdapter } from '../convert/adapter-in-half.js';
import { halveTrained } from '../convert/halve-trained.js';
import type { Data } from '../data/data.js';
import type { Identify } from '../data/fingerprint.js';
import { evaluationSettings } from '../data/subject.js';
import { folderName } from '../files/folder-name.js';
import type { RunContext } from '../progress/run.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { systemFolder, systemLabel } from '../recipes/plan-systems.js';
import { type AdapterNorms, normsOf } from '../report/norm-maps.js';
import { keptEpoch } from '../train/trained.js';
import { type ShownTask, showPredictions, spread } from './shown-images.js';

/** An adapter a comparison wrote, of the first seed. */
export interface ComparedAdapter {
  readonly system: System;
  readonly domain: string;
  readonly task: string;
  readonly folder: string;
}

/** An adapter of a comparison in half precision. */
export interface ComparedHalf extends HalvedAdapter {
  readonly system: System;
}

/** What a comparison keeps its findings by. */
interface Keeping {
  readonly out: string;
  readonly recipe: Recipe;
  readonly domains: readonly Data[];
  readonly identify: Identify;
  /** Whether adapters are stored in half precision. */
  readonly half: boolean | undefined;
  readonly workers: number | undefined;
}

/** What a comparison found so far, its adapters written. */
export class Findings {
  readonly policies: { system: System; policy: PolicyTable }[] = [];
  readonly norms: AdapterNorms[] = [];
  readonly shown: ShownTask[] = [];
  readonly adapters: ComparedAdapter[] = [];
  readonly halved: ComparedHalf[] = [];
  readonly out: string;
  readonly #keeping: Keeping;
  readonly #context: RunContext;

  constructor(keeping: Keeping, context: RunContext) {
    this.out = keeping.out;
    this.#keeping = keeping;
    this.#context = context;
  }

  /** Keeps the adapter of a task that was trained in a run's folder, and what a page shows of it. */
  async add({ domain, task }: Member, result: TaskResult, directory: string): Promise<void> {
    const { system, domain: name, metrics, seed } = result;
    const { recipe, domains, identify, half, workers } = this.#keeping;
    const data = domains.find((one) => one.name === name)!;
    const alone = recipe.tasks.length === 1;
    const parts = [...(alone || domains.length > 1 ? [folderName(name)] : []), ...(alone ? [] : [task.name])];
    const folder = join(this.out, systemFolder(system), ...parts);
    // By the task's own maps alone, as it will be measured.
    const identity = await identify(data, task.targets);
    // A system that is trained in phases has no epochs of its own.
    const last = { epoch: system.config.epochs, of: 'last' as const };
    const kept = keptEpoch(result, keepOf(recipe)) ?? last;
    const changes = await changesOfRun(directory);
    const of = { task, recipe, system, seed, data, identity };
    const details = adapterDetails({ ...of, metrics, kept, changes });
    await writeAdapterFolder(domain, folder, details);
    this.adapters.push({ system, domain: name, task: task.name, folder });
    const settings = evaluationSettings(recipe);
    if (half) {
      const trained = { folder, domain, task, test: data.test, settings, metrics, workers };
      this.halved.push({ system, ...(await halveTrained(trained, this.#context)) });
    }
    const { variant } = system;
    if (isRanked(system.method)) this.norms.push(normsOf(domain, task.name, { name, variant }));
    const known = this.shown.find((one) => one.domain === name && one.task === task.name);
    const colors = hasMaps(data.test) ? data.test.colors : undefined;
    const shown = known ?? { domain: name, task: task.name, classes: data.classes, colors, images: [] };
    if (!known) this.shown.push(shown);
    // A map takes the room of several images.
    const indices = spread(hasMaps(data.test) ? 3 : 12, data.test.length);
    await showPredictions(shown, systemLabel(system), {
      domain,
      task,
      dataset: data.test,
      indices,
      settings,
      input: recipe.input,
    });
  }
}
