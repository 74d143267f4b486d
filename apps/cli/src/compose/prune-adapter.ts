import type { AdapterManifest, Domain } from '@ftn/adapters';
import type { Architecture } from '@ftn/backbones';
import type { ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import {
  evaluateDomain,
  type PruningPoint,
  parameterTotals,
  pruneDomain,
  pruningCurve,
  smallestAdapter,
} from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { rankOf } from './adapter-labels.js';
import type { DomainData, SplitName } from './domain-data.js';
import { evaluationLoader } from './loaders.js';
import { matchClasses } from './match-classes.js';
import type { OpenAdapter } from './open-adapter.js';
import { saveAdapter } from './save-adapter.js';
import type { StopSignal } from './stop-signal.js';

export interface PruneJob {
  readonly label: string;
  readonly folder: string;
  readonly adapter: OpenAdapter;
  readonly data: DomainData;
  /** The images the curve is measured on. */
  readonly split: SplitName;
  readonly thresholds: number;
  /** Points of validation accuracy the smallest adapter may lose; it is not searched for without. */
  readonly maxDrop?: number | undefined;
  readonly trials: number;
  /** Where the smallest adapter goes. */
  readonly out: string;
  readonly workers?: number | undefined;
  readonly stop: StopSignal;
}

/** A line of the study: an adapter of one domain, whole or pruned, and how it did. */
export interface PruneRow {
  readonly method: string;
  readonly domain: string;
  readonly rank?: number;
  readonly metric: 'accuracy';
  readonly value: number;
  readonly layers: number;
  /** Scalars of low-rank factors that are left. */
  readonly factors: number;
  /** Those of the backbone with this one domain. */
  readonly parameters: number;
  readonly multiple: number;
}

interface ThresholdRow extends PruneRow {
  readonly threshold: number;
}

/** The smallest adapter found: `value` on the split of the curve, `validation` where it was searched. */
export interface SmallestRow extends PruneRow {
  readonly maxDrop: number;
  readonly validationBefore: number;
  readonly validation: number;
  readonly trials: number;
  readonly adapter: string;
}

export interface PrunedAdapter {
  readonly label: string;
  readonly architecture: Architecture;
  readonly manifest: AdapterManifest;
  readonly rows: readonly ThresholdRow[];
  readonly smallest?: SmallestRow;
}

/** Accuracy of any domain on one set of images, with a bar that says what for. */
function evaluator(job: PruneJob, dataset: ImageDataset) {
  const loader = evaluationLoader(
    matchClasses(dataset, job.adapter.manifest.outputs, job.folder),
    job.adapter.settings,
    job.workers,
  );
  return {
    close: () => loader.close(),
    async evaluate(domain: Domain): Promise<number> {
      const { top1 } = await evaluateDomain(domain, loader.batches(0), () => job.stop.throwIfRequested());
      return top1;
    },
  };
}

function rowOf(job: PruneJob, point: Pick<PruningPoint, 'layers' | 'counts' | 'accuracy'>): PruneRow {
  const { manifest, domain } = job.adapter;
  const { parameters, multiple } = parameterTotals(domain.backbone.architecture, domain.method, [
    point.counts,
  ]);
  const rank = rankOf(manifest);
  return {
    method: manifest.method,
    domain: job.label,
    ...(rank === undefined ? {} : { rank }),
    metric: 'accuracy',
    value: point.accuracy,
    layers: point.layers,
    factors: point.counts.convolutions,
    parameters,
    multiple,
  };
}

/** The curve of one adapter over its thresholds and, where a drop is allowed, the smallest adapter within it. */
export async function pruneAdapter(job: PruneJob, terminal: Terminal): Promise<PrunedAdapter> {
  const { adapter, data, label, thresholds, maxDrop } = job;
  const curve = evaluator(job, data[job.split]);
  try {
    let done = 0;
    const points = await pruningCurve(adapter.domain, {
      thresholds,
      evaluate: curve.evaluate,
      onPoint: () => terminal.progress(`${label}: thresholds`, { done: ++done, total: thresholds }),
    });
    const rows = points.map((point): ThresholdRow => ({ ...rowOf(job, point), threshold: point.threshold }));
    const { architecture } = adapter.domain.backbone;
    const found = { label, architecture, manifest: adapter.manifest, rows };
    if (maxDrop === undefined) return found;
    return { ...found, smallest: await findSmallest({ ...job, maxDrop }, curve.evaluate, terminal) };
  } finally {
    terminal.endProgress();
    await curve.close();
  }
}

async function findSmallest(
  job: PruneJob & { readonly maxDrop: number },
  test: (domain: Domain) => Promise<number>,
  terminal: Terminal,
): Promise<SmallestRow> {
  const { adapter, data, label, maxDrop, trials, out } = job;
  if (data.validation.length === 0) {
    throw new UsageError(`'${label}' has no images to search the smallest adapter with`, {
      hint: 'Give data with a val/ folder, or more images of each class.',
    });
  }
  if (data.heldOut) {
    terminal.note(
      `${label}: no validation images; ${data.validation.length} training images that 'ftn train' holds out stand in`,
    );
  }
  const held = evaluator(job, data.validation);
  try {
    let done = 0;
    const {
      kept,
      before,
      after,
      trials: tried,
    } = await smallestAdapter(adapter.domain, {
      maxDrop,
      trials,
      evaluate: held.evaluate,
      onTrial: ({ factors, validation }) =>
        terminal.progress(`${label}: smallest adapter`, {
          done: ++done,
          total: trials,
          detail: `${factors.toLocaleString('en-US')} factors, validation ${validation.toFixed(2)} %`,
        }),
    });
    const pruned = pruneDomain(adapter.domain, kept);
    try {
      const accuracy = await test(pruned);
      const metrics = { ...(job.split === 'test' ? { accuracy } : {}), validation: after };
      const { input, data, training } = adapter.manifest;
      await saveAdapter(pruned, out, { input, data, training, metrics });
      const row = rowOf(job, { layers: kept.size, counts: pruned.counts(), accuracy });
      return { ...row, maxDrop, validationBefore: before, validation: after, trials: tried, adapter: out };
    } finally {
      pruned.dispose();
    }
  } finally {
    await held.close();
  }
}
