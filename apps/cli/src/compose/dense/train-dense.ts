import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { formatComparison } from '@ftn/report';
import type { DenseRecipe, DenseTaskName, System } from '@ftn/training';
import type { Terminal } from '../../terminal/terminal.js';
import { openBackbone, weightsFile } from '../backbone.js';
import { shownPath } from '../comparison-report.js';
import { displayNames } from '../display-names.js';
import { engineLine } from '../engine-line.js';
import { backboneIdentity } from '../run-settings.js';
import type { StopSignal } from '../stop-signal.js';
import { Throughput } from '../throughput.js';
import type { DenseData } from './dense-data.js';
import { denseFingerprint } from './dense-fingerprint.js';
import { denseKeysOf } from './dense-keys.js';
import { denseEvaluationOf, denseTrainingLoader } from './dense-loaders.js';
import { createMembers, type DenseMember } from './dense-members.js';
import { guardDenseMemory } from './dense-memory.js';
import { type DenseResult, denseRows, metricsOf } from './dense-rows.js';
import { denseSettings } from './dense-settings.js';
import { measureTask } from './measure-task.js';
import { saveDenseAdapter } from './save-dense-adapter.js';
import { type DenseStep, trainMembers } from './train-members.js';

export interface TrainDenseOptions {
  readonly recipe: DenseRecipe;
  readonly system: System;
  readonly tasks: readonly DenseTaskName[];
  readonly data: DenseData;
  readonly weights?: string | undefined;
  /** All tasks in turn on the same batches in one run, instead of a run for each. */
  readonly joint: boolean;
  readonly out: string;
  /** The resolved configuration, kept in the folder. */
  readonly config: string;
  readonly resume: boolean;
  readonly saveEvery?: number | undefined;
  readonly workers?: number | undefined;
  readonly memoryLimit?: number | undefined;
  readonly json: boolean;
}

const resumeHint = 'Run the same command with --resume to go on.';

/** Shows steps and epochs of a run. */
function watcher(terminal: Terminal, name: string, epochs: number) {
  const throughput = new Throughput();
  return ({ step, totalSteps, epoch, losses, images }: DenseStep) => {
    const shown = Object.entries(losses).map(([task, loss]) => `${task} ${loss.toFixed(3)}`);
    const speed = `${throughput.add(images).toPrecision(3)} images/s`;
    const detail = `epoch ${epoch + 1}/${epochs} · loss ${shown.join(', ')} · ${speed}`;
    terminal.progress(name, { done: step, total: totalSteps, detail });
  };
}

/** A run's folder and what it trains. */
interface Run {
  readonly directory: string;
  readonly members: readonly DenseMember[];
  readonly adapterOf: (member: DenseMember) => string;
}

/** One run, or one for each task; a single one has the whole folder. */
function planRuns(members: readonly DenseMember[], out: string, joint: boolean): Run[] {
  const folder = ({ task }: DenseMember) => join(out, task.name, 'adapter');
  if (joint) return [{ directory: out, members, adapterOf: folder }];
  if (members.length === 1) return [{ directory: out, members, adapterOf: () => join(out, 'adapter') }];
  return members.map((member) => ({
    directory: join(out, member.task.name),
    members: [member],
    adapterOf: folder,
  }));
}

/** Trains one run, measures its tasks on the test images and writes an adapter for each. */
async function trainRun(
  run: Run,
  options: TrainDenseOptions & {
    readonly engine: EngineInfo;
    readonly settings: Readonly<Record<string, unknown>>;
  },
  stop: StopSignal,
  terminal: Terminal,
): Promise<DenseResult[]> {
  const { recipe, system, data, config, saveEvery, workers, engine } = options;
  const names = run.members.map(({ task }) => task.name);
  const keys = denseKeysOf(names);
  const loader = denseTrainingLoader(data.train, recipe, { seed: system.config.seed, keys, workers });
  try {
    const losses = await trainMembers({
      members: run.members,
      data: loader.source,
      config: system.config,
      place: {
        directory: run.directory,
        settings: { ...options.settings, tasks: names },
        fingerprint: { ...engine.fingerprint },
        resume: options.resume,
        stop,
        ...(saveEvery === undefined ? {} : { saveEvery }),
        onStart: () => writeFileAtomic(join(run.directory, 'config.yaml'), Buffer.from(config)),
        onEpoch: ({ epoch, loss }) =>
          terminal.note(
            `${names.join(', ')}: epoch ${epoch + 1} of ${recipe.epochs}: loss ${loss.toFixed(4)}`,
          ),
        onNote: (note) => terminal.note(note),
      },
      onStep: watcher(terminal, names.join(', '), recipe.epochs),
    });
    const results: DenseResult[] = [];
    for (const member of run.members) {
      const { domain, task } = member;
      const metrics = await measureTask(domain, task, data.test, {
        input: denseEvaluationOf(recipe),
        workers,
        onBatch(done) {
          stop.throwIfRequested('training is finished and saved', resumeHint);
          terminal.progress(`${task.name}: testing`, { done, total: data.test.length });
        },
      });
      terminal.endProgress();
      await saveDenseAdapter(member, run.adapterOf(member), recipe, metrics);
      const { name } = task.metric;
      terminal.note(
        `${task.name}: test ${name} ${metrics[name]!.toFixed(4)}, written to ${shownPath(run.adapterOf(member))}`,
      );
      const { seed } = system.config;
      results.push({
        system,
        task,
        seed,
        metrics,
        counts: domain.counts(),
        losses: losses[task.name] ?? [],
      });
    }
    return results;
  } finally {
    await loader.close();
  }
}

/** Trains tasks of dense prediction over one frozen backbone and shows how they did. */
export async function trainDense(
  options: TrainDenseOptions,
  stop: StopSignal,
  terminal: Terminal,
): Promise<void> {
  const { recipe, system, data, tasks, weights, out } = options;
  const choice = { name: recipe.backbone, weights, outputStride: recipe.outputStride };
  // Said before an engine starts for nothing.
  weightsFile(choice);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  stop.throwIfRequested();
  const backbone = await openBackbone(choice);
  const { classes } = data;
  const members = createMembers(backbone, system, tasks, { recipe, classes, seed: system.config.seed });
  try {
    const question = {
      batchSize: recipe.batchSize,
      size: recipe.input.size,
      engine,
      limit: options.memoryLimit,
    };
    terminal.note(await guardDenseMemory(members, question));
    stop.throwIfRequested('no step was taken yet');
    const keys = denseKeysOf(tasks);
    const settings = denseSettings({
      recipe,
      system,
      data: await denseFingerprint(data.train, keys),
      backbone: await backboneIdentity(backbone),
    });
    const results: DenseResult[] = [];
    for (const run of planRuns(members, out, options.joint))
      results.push(...(await trainRun(run, { ...options, engine, settings }, stop, terminal)));
    const table = { id: 'train', engine: engine.name, rows: denseRows(results, recipe).rows };
    const format = { width: terminal.width, color: terminal.color, names: displayNames };
    if (options.json) terminal.json({ ...table, metrics: results.map(metricsOf) });
    else terminal.print(formatComparison(table, format));
  } finally {
    for (const { domain } of members) domain.dispose();
    backbone.dispose();
  }
}
