import type { Domain } from '@ftn/adapters';
import { writeAdapterFolder } from '@ftn/adapters/node';
import { countBackbone } from '@ftn/backbones';
import type { Dataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { formatMetric } from '@ftn/metrics';
import {
  evaluateOnThreads,
  type PruningPoint,
  parameterTotals,
  pruneDomain,
  pruningCurve,
  smallestAdapter,
} from '@ftn/training';
import { rankOf, variantOf } from '../adapter/adapter-labels.js';
import type { OpenAdapter } from '../adapter/open-adapter.js';
import type { Data, SplitName } from '../data/data.js';
import { evaluationLoader } from '../data/subject.js';
import { library } from '../files/package-files.js';
import type { RunContext } from '../progress/run.js';
import { systemColumns } from '../report/display-names.js';

/** An adapter of one domain, whole or pruned, and how it did. */
export interface PruneRow {
  readonly method: string;
  readonly domain: string;
  readonly task: string;
  readonly rank?: number;
  readonly variant?: string;
  readonly metric: string;
  readonly value: number;
  /** Adapted convolutions that are left. */
  readonly layers: number;
  /** Scalars of low-rank factors that are left. */
  readonly factors: number;
  /** Those of the backbone with this one domain. */
  readonly parameters: number;
  /** `parameters` / parameters of the backbone. */
  readonly multiple: number;
}

/** A point of the curve: what is left where layers of a smaller ‖ΔW‖ are gone. */
export interface ThresholdRow extends PruneRow {
  readonly threshold: number;
}

/** The smallest adapter found: `value` on the split of the curve, `validation` where it was searched. */
export interface SmallestRow extends PruneRow {
  /** What might be lost on the validation images, in the metric's unit. */
  readonly maxDrop: number;
  readonly validationBefore: number;
  readonly validation: number;
  readonly trials: number;
  /** Its folder. */
  readonly adapter: string;
}

/** What pruning made of one adapter. */
export interface PrunedAdapter {
  /** By no more than tells it from the others. */
  readonly label: string;
  readonly backbone: string;
  readonly rows: readonly ThresholdRow[];
  readonly smallest?: SmallestRow;
}

/** The pruning of one adapter. */
export interface PruneJob {
  readonly label: string;
  readonly adapter: OpenAdapter;
  readonly data: Data;
  /** The images of the curve. */
  readonly split: SplitName;
  readonly thresholds: number;
  /** What the smallest adapter may lose, how many are tried, and where it goes. */
  readonly search: { readonly maxDrop: number; readonly trials: number; readonly out: string } | undefined;
  readonly workers: number | undefined;
}

/** Measures any domain for the adapter's task on one set of images. */
function evaluator({ adapter: { task, settings }, workers }: PruneJob, set: Dataset, { stop }: RunContext) {
  const loader = evaluationLoader(set, settings, { targets: task.targets, workers });
  return {
    [Symbol.asyncDispose]: () => loader.close(),
    async metrics(domain: Domain): Promise<Readonly<Record<string, number>>> {
      const onBatch = () => stop.throwIfRequested();
      return (await evaluateOnThreads(domain, task, loader.batches(0), { onBatch })).metrics;
    },
    async score(domain: Domain): Promise<number> {
      return (await this.metrics(domain))[task.metric.name] ?? Number.NaN;
    },
  };
}

function rowOf(job: PruneJob, point: Pick<PruningPoint, 'layers' | 'counts' | 'value'>): PruneRow {
  const { manifest, domain, task } = job.adapter;
  const network = countBackbone(domain.backbone.architecture).parameters;
  const { parameters, multiple } = parameterTotals(network, domain.method, [point.counts]);
  return {
    ...systemColumns({ method: manifest.method, rank: rankOf(manifest), variant: variantOf(manifest) }),
    domain: job.label,
    task: task.name,
    metric: task.metric.name,
    value: point.value,
    layers: point.layers,
    factors: point.counts.convolutions,
    parameters,
    multiple,
  };
}

/**
 * The images of a split.
 * @throws UsageError where the split is empty
 */
function imagesOf({ data, split }: PruneJob): Dataset {
  if (data[split].length > 0) return data[split];
  throw new UsageError(`'${data.name}' has no ${split} images`, {
    expected: 'a split that has images: train, validation or test',
    hint: 'Choose another `split`.',
  });
}

/** The curve of one adapter over its thresholds and, where a drop is allowed, the smallest adapter within it. */
export async function pruneAdapter(job: PruneJob, context: RunContext): Promise<PrunedAdapter> {
  const { adapter, label, thresholds, search } = job;
  const images = imagesOf(job);
  // Said before the curve, which takes its time.
  if (search) requireValidation(job);
  await using measured = evaluator(job, images, context);
  const bar = `${label}: thresholds`;
  let done = 0;
  const points = await pruningCurve(adapter.domain, {
    thresholds,
    evaluate: (domain) => measured.score(domain),
    onPoint: () => context.emit({ kind: 'progress', label: bar, done: ++done, total: thresholds }),
  });
  context.emit({ kind: 'done', label: bar });
  const rows = points.map((point): ThresholdRow => ({ ...rowOf(job, point), threshold: point.threshold }));
  const found = { label, backbone: adapter.domain.backbone.architecture.name, rows };
  if (!search) return found;
  return { ...found, smallest: await findSmallest({ ...job, search }, measured, context) };
}

function requireValidation({ data, label }: PruneJob): void {
  if (data.validation.length > 0) return;
  throw new UsageError(`'${label}' has no images to search the smallest adapter with`, {
    expected: 'validation images, which training did not learn from',
    hint: 'Give `data` with a val/ folder, or prune an adapter that training held images out for.',
  });
}

async function findSmallest(
  job: PruneJob & { readonly search: NonNullable<PruneJob['search']> },
  measured: ReturnType<typeof evaluator>,
  context: RunContext,
): Promise<SmallestRow> {
  const { adapter, data, label, split, search } = job;
  const { maxDrop, trials, out } = search;
  const { task, manifest } = adapter;
  if (data.heldOut) {
    const text = `${label}: no validation images; ${data.validation.length} training images that were held out stand in`;
    context.emit({ kind: 'note', text });
  }
  await using held = evaluator(job, data.validation, context);
  const bar = `${label}: smallest adapter`;
  let done = 0;
  const found = await smallestAdapter(adapter.domain, {
    maxDrop,
    better: task.metric.better,
    trials,
    evaluate: (domain) => held.score(domain),
    onTrial({ factors, validation }) {
      const detail = `${factors.toLocaleString('en-US')} factors, validation ${formatMetric(task.metric, validation)}`;
      context.emit({ kind: 'progress', label: bar, done: ++done, total: trials, detail });
    },
  });
  context.emit({ kind: 'done', label: bar });
  const pruned = pruneDomain(adapter.domain, found.kept);
  try {
    const metrics = await measured.metrics(pruned);
    const value = metrics[task.metric.name] ?? Number.NaN;
    const known = Object.entries({ ...(split === 'test' ? metrics : {}), validation: found.after });
    const { input, data: origin, training } = manifest;
    await writeAdapterFolder(pruned, out, {
      task: task.name,
      input,
      ...(origin ? { data: origin } : {}),
      ...(training ? { training } : {}),
      metrics: Object.fromEntries(known.filter(([, one]) => Number.isFinite(one))),
      library: library(),
    });
    const row = rowOf(job, { layers: found.kept.size, counts: pruned.counts(), value });
    const searched = { validationBefore: found.before, validation: found.after, trials: found.trials };
    return { ...row, maxDrop, ...searched, adapter: out };
  } finally {
    pruned.dispose();
  }
}
