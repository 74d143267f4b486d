import type { Backbone } from '@ftn/backbones';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { wholeNetworkMethod } from '@ftn/tensor-factors';
import type { Data } from '../data/data.js';
import { type DataIdentity, dataIdentity, openHashes } from '../data/fingerprint.js';
import { openAll, usualHoldOut } from '../data/open-data.js';
import { createSubject, requireMeasurable, type Subject } from '../data/subject.js';
import { tellData } from '../data/tell-data.js';
import { backboneIdentity, openBackbone, randomBackbone, weightsFile } from '../networks/open-backbone.js';
import { listOf } from '../one-or-several.js';
import type { RunContext } from '../progress/run.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import { keepOf } from '../recipes/kept-epoch.js';
import type { TrainBackboneOptions } from './options.js';
import { openingFor, planTraining, tasksFor } from './plan-training.js';
import { runSettings } from './run-settings.js';

/** Whether data was opened before. */
const isOpen = (data: TrainBackboneOptions['data']): data is readonly Data[] =>
  Array.isArray(data) && typeof data[0] === 'object';

/** What one backbone is trained on and starts from, open in one process. */
export class OpenJoint implements AsyncDisposable {
  readonly chosen: ChosenSystem;
  readonly engine: EngineInfo;
  readonly domains: readonly Data[];
  /** Of each domain. */
  readonly tasks: readonly Task[];
  readonly subjects: readonly Subject[];
  readonly identities: readonly DataIdentity[];
  /** Where training starts. */
  readonly backbone: Backbone;
  /** Everything that must be the same when the run is resumed, but what joint training adds of its own. */
  readonly settings: Readonly<Record<string, unknown>>;

  private constructor(
    of: Pick<
      OpenJoint,
      'chosen' | 'engine' | 'domains' | 'tasks' | 'subjects' | 'identities' | 'backbone' | 'settings'
    >,
  ) {
    this.chosen = of.chosen;
    this.engine = of.engine;
    this.domains = of.domains;
    this.tasks = of.tasks;
    this.subjects = of.subjects;
    this.identities = of.identities;
    this.backbone = of.backbone;
    this.settings = of.settings;
  }

  /** Opens the images and the weights it starts from. @throws UsageError where a domain's images have no class */
  static async open(options: TrainBackboneOptions, { emit, stop }: RunContext): Promise<OpenJoint> {
    const { weights, fromScratch = false, workers } = options;
    const specs = isOpen(options.data) ? options.data.map(({ origin }) => origin.spec) : listOf(options.data);
    const chosen = planTraining({ ...options, data: specs, method: wholeNetworkMethod, rank: undefined });
    const { recipe, system } = chosen;
    const { seed } = recipe;
    const opening = openingFor(recipe, options, keepOf(recipe) === 'best' ? usualHoldOut : 0);
    const domains = isOpen(options.data) ? options.data : await openAll(specs, opening, recipe.domains);
    tellData(domains, emit);
    const tasks = domains.map((data) => {
      const [task, ...others] = tasksFor(recipe, data);
      if (task!.head?.kind === 'linear' && others.length === 0) return task!;
      throw new UsageError('a backbone is trained together on domains of images with classes', {
        expected: 'one task with a linear head',
        got: recipe.tasks.join(', '),
      });
    });
    for (const [i, domain] of domains.entries()) await requireMeasurable(domain, [tasks[i]!], recipe);
    const choice = { name: recipe.backbone, weights, outputStride: recipe.outputStride };
    if (!fromScratch) weightsFile(choice);
    const engine = await startEngine();
    emit({ kind: 'engine', engine });
    stop.throwIfRequested();
    const backbone = fromScratch ? randomBackbone(choice, seed) : await openBackbone(choice);
    const subjects = domains.map((data) =>
      createSubject(data, recipe, { seed, workers, targets: ['label'] }),
    );
    const close = async () => {
      await Promise.all(subjects.map((subject) => subject.close()));
      backbone.dispose();
    };
    try {
      const identities = [];
      const hashes = await openHashes(domains);
      for (const domain of domains) identities.push(await dataIdentity(domain, ['label'], hashes));
      await hashes.save();
      const settings = runSettings({
        ...{ recipe, system, keep: keepOf(recipe), tasks, data: identities },
        backbone: await backboneIdentity(backbone),
        outputStride: recipe.outputStride,
      });
      return new OpenJoint({ chosen, engine, domains, tasks, subjects, identities, backbone, settings });
    } catch (error) {
      await close();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.subjects.map((subject) => subject.close()));
    this.backbone.dispose();
  }
}
