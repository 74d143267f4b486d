import { readAdapterFolder } from '@ftn/adapters/node';
import { countBackbone } from '@ftn/backbones';
import { type Dataset, hasMaps } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { evaluateOnThreads, parameterTotals } from '@ftn/training';
import { rankOf, variantOf } from '../adapter/adapter-labels.js';
import { openingOf } from '../adapter/details.js';
import { type OpenAdapter, openAdapter } from '../adapter/open-adapter.js';
import { type ShownTask, showPredictions } from '../compare/shown-images.js';
import type { Data } from '../data/data.js';
import { hashDataset, openHashes } from '../data/fingerprint.js';
import { matchClasses } from '../data/match-classes.js';
import { openAll, requireTargets } from '../data/open-data.js';
import { pickDomain } from '../data/pick-domain.js';
import { evaluationLoader } from '../data/subject.js';
import { evaluateGenerator } from '../generation/evaluate-generator.js';
import { listOf } from '../one-or-several.js';
import { Run, type RunContext } from '../progress/run.js';
import type { EvaluateOptions, Evaluation, ImageResult } from './evaluation.js';
import { classResults, imageResults, rankingLoss } from './results.js';

/**
 * Measures an adapter on a set of images, by default the test images it was trained beside:
 *
 * ```ts
 * const { metrics } = await evaluate({ adapter: 'runs/flowers', weights: 'resnet18.pth' });
 * ```
 *
 * Without `data`, the images are opened as training opened them: the same split by the same seed, the same limit. Where
 * they have changed since, a note says so.
 */
export function evaluate(options: EvaluateOptions): Run<Evaluation> {
  return new Run((context) => evaluateAdapter(options, context), options.signal);
}

/** The same within other work, whose events its own join. */
export async function evaluateAdapter(options: EvaluateOptions, context: RunContext): Promise<Evaluation> {
  const { emit } = context;
  const read = await readAdapterFolder(options.adapter);
  if (read.manifest.network.kind === 'generator') return evaluateGenerator(options, read, context);
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  using adapter = await openAdapter(options.adapter, options.weights, read);
  const { split = 'test' } = options;
  const data = await dataOf(adapter, options);
  const set = data[split];
  if (set.length === 0) {
    throw new UsageError(`'${data.name}' has no ${split} images`, {
      expected: 'a split that has images: train, validation or test',
    });
  }
  const { manifest } = adapter;
  const wanted = manifest.data?.splits[split]?.sha256;
  if (options.data === undefined && options.limit === undefined && wanted !== undefined) {
    const hashes = await openHashes([data]);
    const found = await hashDataset(set, adapter.task.targets, hashes);
    await hashes.save();
    const text = `${data.name}: the ${split} images are not those the adapter was trained beside`;
    if (found !== wanted) emit({ kind: 'note', text });
  }
  const measured = await measureOn(adapter, set, data.name, options, context, split);
  const shown = await showWorst(adapter, set, data.name, measured.perImage.slice(0, options.show ?? 0));
  const { method, task } = manifest;
  const { name: metric } = adapter.task.metric;
  const about = {
    domain: data.name,
    task,
    method,
    rank: rankOf(manifest),
    variant: variantOf(manifest),
    split,
    images: set.length,
    metric,
  };
  return { ...about, ...measured, shown, ...sizeOf(adapter), engine };
}

/** Scalars of the network with the domain, and their multiple of the network's. */
function sizeOf({ domain }: OpenAdapter): Pick<Evaluation, 'parameters' | 'multiple'> {
  const { parameters: network } = countBackbone(domain.backbone.architecture);
  const { parameters, multiple } = parameterTotals(network, domain.method, [domain.counts()]);
  return { parameters, multiple };
}

/** The pixels and predictions of some images, in their order; null where none were asked for. */
async function showWorst(
  { domain, task, settings, input }: OpenAdapter,
  dataset: Dataset,
  name: string,
  images: readonly ImageResult[],
): Promise<ShownTask | null> {
  if (images.length === 0) return null;
  const colors = hasMaps(dataset) ? dataset.colors : undefined;
  const shown: ShownTask = { domain: name, task: task.name, classes: task.outputs, colors, images: [] };
  const indices = images.map(({ index }) => index);
  await showPredictions(shown, name, { domain, task, dataset, indices, settings, input });
  return shown;
}

/** The images an adapter was trained on or those named instead, split as in training. */
export async function dataOf(
  { manifest, task, folder }: Pick<OpenAdapter, 'manifest' | 'task' | 'folder'>,
  { data: named, limit }: Pick<EvaluateOptions, 'data' | 'limit'>,
): Promise<Data> {
  const specs = named === undefined ? manifest.data?.spec : named;
  if (specs === undefined) {
    throw new UsageError('the adapter does not say which images it was trained on', {
      file: folder,
      hint: 'Add `data: SPEC`.',
    });
  }
  const opening = openingOf(manifest);
  const size = opening.size ?? manifest.input.size;
  const most = limit === undefined ? {} : { limit, testLimit: limit };
  const options = { ...opening, size, targets: task.targets, ...most };
  const domains = await openAll(listOf(specs), options);
  const data = pickDomain(domains, manifest.data?.name ?? manifest.name, listOf(specs).join(', '));
  requireTargets(data, task);
  const fitted = (set: Dataset) => matchClasses(set, task, folder);
  const { train, validation, test } = data;
  return { ...data, train: fitted(train), validation: fitted(validation), test: fitted(test) };
}

/** The adapter's metrics over every image of a set, class by class and image by image. */
async function measureOn(
  { domain, task, settings }: Pick<OpenAdapter, 'domain' | 'task' | 'settings'>,
  set: Dataset,
  name: string,
  { workers }: Pick<EvaluateOptions, 'workers'>,
  { emit, stop }: RunContext,
  split: string,
): Promise<Pick<Evaluation, 'metrics' | 'classes' | 'confusion' | 'calibration' | 'perImage'>> {
  await using loader = evaluationLoader(set, settings, { targets: task.targets, workers });
  const label = `${name}: ${split}`;
  let done = 0;
  const images: ImageResult[] = [];
  const { metrics, confusion, calibration } = await evaluateOnThreads(domain, task, loader.batches(0), {
    onBatch({ shape }) {
      stop.throwIfRequested();
      done += shape[0];
      emit({ kind: 'progress', label, done, total: set.length });
    },
    onLosses(losses, batch, prediction) {
      images.push(...imageResults(task, set, { losses, batch, prediction }));
    },
  });
  emit({ kind: 'done', label });
  return {
    metrics,
    classes: classResults(task.outputs, confusion),
    confusion: confusion ?? null,
    calibration: calibration ?? null,
    // A loss that is no number is worst of all.
    perImage: images.sort((a, b) => rankingLoss(b) - rankingLoss(a)),
  };
}
