import { join, resolve } from 'node:path';
import { updateAdapterFolder, writeAdapterFolder } from '@ftn/adapters/node';
import { type Backbone, countBackbone } from '@ftn/backbones';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { FileHashes } from '@ftn/datasets';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { formatMetric, metricOf } from '@ftn/metrics';
import type { Task } from '@ftn/tasks';
import { changesOfRun, scoreOf, trainSystem } from '@ftn/training';
import { adapterDetails } from '../adapter/details.js';
import { halveTrained } from '../convert/halve-trained.js';
import { createIdentify, type Identify, openHashes } from '../data/fingerprint.js';
import { learnedOf } from '../data/learned-of.js';
import { openAll, usualHoldOut } from '../data/open-data.js';
import { createSubject, evaluationSettings, requireMeasurable } from '../data/subject.js';
import { tellData } from '../data/tell-data.js';
import { trainGenerator } from '../generation/train-generator.js';
import { guardMemory } from '../memory/memory-guard.js';
import { writeMerged } from '../merge/write-merged.js';
import { backboneIdentity, openBackbone, randomBackbone, weightsFile } from '../networks/open-backbone.js';
import { listOf } from '../one-or-several.js';
import { Run, type RunContext } from '../progress/run.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { runConfig } from '../recipes/run-config.js';
import type { TrainOptions } from './options.js';
import {
  defaultFolder,
  openingFor,
  outputStrideOf,
  type PlannedRun,
  planRuns,
  planTraining,
} from './plan-training.js';
import { runSettings } from './run-settings.js';
import { keptEpoch, keptWords, resumeHint, stoppedLine, type Trained } from './trained.js';

/**
 * Trains a method on one or more domains over a frozen backbone, tests each, and writes an adapter for each task:
 *
 * ```ts
 * const [result] = await train({ data: './flowers', backbone: 'resnet18', weights: 'resnet18.pth', rank: 10 });
 * ```
 *
 * @throws UsageError for options that do not exist or exclude each other, InterruptedError where `signal` stopped it,
 * with a checkpoint saved, DivergedError, MemoryError before the first step, and the errors of the files it reads
 */
export function train(options: TrainOptions): Run<Trained[]> {
  return new Run((context) => trainAll(options, context), options.signal);
}

async function trainAll(options: TrainOptions, context: RunContext): Promise<Trained[]> {
  const { emit, stop } = context;
  const chosen = planTraining(options);
  const { recipe } = chosen;
  if (recipe.generator) return trainGenerator(chosen, recipe.generator, options, context);
  const { weights, fromScratch = false } = options;
  const opening = openingFor(recipe, options, keepOf(recipe) === 'best' ? usualHoldOut : 0);
  const domains = await openAll(listOf(options.data), opening, recipe.domains);
  const out = options.out === undefined ? defaultFolder(domains, chosen) : resolve(options.out);
  const runs = planRuns(domains, recipe, { out, joint: options.joint });
  tellData(domains, emit);
  // Of every run before the first is trained.
  for (const { data, tasks } of runs) await requireMeasurable(data, tasks, recipe);
  const choice = { name: recipe.backbone, weights, outputStride: outputStrideOf(recipe) };
  // Said before an engine starts for nothing.
  if (!fromScratch) weightsFile(choice);
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  stop.throwIfRequested();
  const backbone = fromScratch ? randomBackbone(choice, recipe.seed) : await openBackbone(choice);
  try {
    const trained: Trained[] = [];
    const hashes = await openHashes(domains);
    const shared = { chosen, backbone, engine, options, hashes, identify: createIdentify(hashes) };
    for (const run of runs) {
      const job = { ...shared, run, outputStride: choice.outputStride };
      trained.push(...(await trainRun(job, context)));
    }
    return trained;
  } finally {
    backbone.dispose();
  }
}

interface Job {
  readonly run: PlannedRun;
  readonly chosen: ChosenSystem;
  readonly backbone: Backbone;
  readonly engine: EngineInfo;
  readonly options: TrainOptions;
  /** What the files of all runs hold. */
  readonly hashes: FileHashes;
  readonly identify: Identify;
  readonly outputStride: number | undefined;
}

/** Trains one run in its folder, from the start or from its newest checkpoint, and tests what it trained. */
async function trainRun(job: Job, context: RunContext): Promise<Trained[]> {
  const { emit, stop } = context;
  const { run, chosen, backbone, engine, options, outputStride } = job;
  const { recipe, system } = chosen;
  const { data, tasks, directory } = run;
  const { seed, batchSize } = system.config;
  const targets = learnedOf(tasks);
  const name = tasks.length === 1 && tasks[0]!.head?.kind === 'linear' ? data.name : labelOf(run);
  const subject = createSubject(data, recipe, { seed, workers: options.workers, targets });
  const folderOf = (task: (typeof tasks)[number]) =>
    options.fromScratch ? join(directory, 'backbone.safetensors') : run.adapterOf(task);
  const { architecture } = backbone;
  const network = { name: architecture.name, parameters: countBackbone(architecture).parameters };
  const results: Trained[] = [];
  let tested = 0;
  try {
    const identity = await job.identify(data, targets);
    await job.hashes.save();
    const settings = runSettings({
      recipe,
      system,
      keep: keepOf(recipe),
      tasks,
      data: [identity],
      backbone: await backboneIdentity(backbone),
      outputStride,
    });
    const config = runConfig(chosen, options.command ?? 'train(…)');
    const saved = { recipe, system, seed, data };
    const details = async (
      task: Task,
      more: Pick<Parameters<typeof adapterDetails>[0], 'metrics' | 'kept' | 'changes'>,
    ) =>
      // By its own maps alone, as it will be measured.
      adapterDetails({
        ...saved,
        ...more,
        task,
        identity: await job.identify(data, task.targets),
      });
    const keep = subject.validation ? keepOf(recipe) : 'last';
    await trainSystem(
      {
        backbone,
        system,
        data: { ...subject, testIdentity: identity.test.sha256 },
        tasks,
        seed,
        keep,
        validate: false,
        async onStart(members) {
          const question = { batchSize, engine, limit: options.memoryLimit };
          emit({ kind: 'note', text: await guardMemory(members, recipe.input.size, question) });
          stop.throwIfRequested('no step was taken yet', resumeHint);
        },
        storage: {
          directory,
          settings,
          fingerprint: { ...engine.fingerprint },
          resume: options.resume ?? false,
          allowChange: options.allowChange ?? false,
          stop,
          ...(options.saveEvery === undefined ? {} : { saveEvery: options.saveEvery }),
          beforeWrite: options.beforeWrite,
          async onStart() {
            await options.beforeWrite?.();
            await writeFileAtomic(join(directory, 'config.yaml'), Buffer.from(config));
          },
          onNote: (text) => emit({ kind: 'note', text }),
        },
      },
      {
        onStep({ step, totalSteps, epoch, losses, images, seconds }) {
          const { epochs } = system.config;
          emit({ kind: 'step', run: name, step, totalSteps, epoch, epochs, losses, images, seconds });
        },
        onEpoch({ epoch, loss, validation, best, stopped }) {
          const metrics = validation === null ? {} : { [tasks[0]!.metric.name]: validation };
          emit({ kind: 'epoch', run: name, epoch, epochs: system.config.epochs, loss, metrics, best });
          if (stopped) emit({ kind: 'note', text: `${name}: ${stoppedLine(epoch, system.config)}` });
        },
        async onTrained({ domain, task }) {
          // Whole before it is tested: nothing that testing meets can lose it.
          await options.beforeWrite?.();
          if (!options.fromScratch)
            await writeAdapterFolder(domain, run.adapterOf(task), await details(task, { metrics: {} }));
          tested = 0;
        },
        onTestBatch({ task }, { shape }) {
          stop.throwIfRequested('training is finished and saved', resumeHint);
          tested += shape[0];
          const label = `${tasks.length === 1 ? name : `${name}, ${task.name}`}: testing`;
          emit({
            kind: 'progress',
            label,
            done: Math.min(tested, data.test.length),
            total: data.test.length,
          });
        },
        async onResult({ domain, task }, result) {
          const folder = folderOf(task);
          const { validation } = result;
          const kept = keptEpoch(result, keep);
          const metrics = { ...result.metrics, ...(validation === null ? {} : { validation }) };
          await options.beforeWrite?.();
          if (options.fromScratch) await writeMerged(domain, await details(task, { metrics }), folder);
          else {
            const changes = await changesOfRun(directory);
            const told = await details(task, { metrics, kept, changes });
            await updateAdapterFolder(folder, { metrics: told.metrics ?? {}, training: told.training });
          }
          emit({ kind: 'done', label: name });
          const score = formatMetric(metricOf(result.metric), scoreOf(result));
          emit({
            kind: 'note',
            text: `${name}: test ${result.metric} ${score}${keptWords(kept, system.config)}, written to ${folder}`,
          });
          const { metrics: before } = result;
          const trained = {
            folder,
            domain,
            task,
            test: data.test,
            metrics: before,
            workers: options.workers,
          };
          const halved = options.half
            ? await halveTrained({ ...trained, settings: evaluationSettings(recipe) }, context)
            : null;
          emit({ kind: 'result', result, folder });
          results.push({ ...result, folder, network, ...(halved ? { halved } : {}) });
          tested = 0;
        },
      },
    );
    return results;
  } finally {
    await subject.close();
  }
}

const labelOf = ({ tasks }: PlannedRun) => tasks.map(({ name }) => name).join(', ');
