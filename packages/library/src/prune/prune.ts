import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readAdapterFolder } from '@ftn/adapters/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { adapterLabels } from '../adapter/adapter-labels.js';
import { openAdapter } from '../adapter/open-adapter.js';
import type { SplitName } from '../data/data.js';
import { dataOf } from '../evaluate/evaluate.js';
import { fileWord } from '../files/file-word.js';
import { listOf } from '../one-or-several.js';
import { Run, type RunContext } from '../progress/run.js';
import { type PrunedAdapter, pruneAdapter } from './prune-adapter.js';

/** Which adapters to prune, and on which images what is left of them is measured. */
export interface PruneOptions {
  /** Folders of adapters, or of their runs. */
  readonly adapters: string | readonly string[];
  /** The backbone's weights; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** Other images than the adapters were trained on; default their own data, split as in training. */
  readonly data?: string | readonly string[] | undefined;
  /** The images of the curve; default `test`. */
  readonly split?: SplitName | undefined;
  /** How many thresholds, equally spaced from the smallest to the largest ‖ΔW‖; default 10. */
  readonly thresholds?: number | undefined;
  /**
   * Also find the smallest adapter whose metric on the validation images is at most so much worse, in the metric's unit:
   * points of accuracy, degrees, metres. None is searched for without.
   */
  readonly maxDrop?: number | undefined;
  /** How many smaller adapters are tried for it at most; default 100. */
  readonly trials?: number | undefined;
  /** Use at most this many images, counted as in training; default the adapter's own limit. */
  readonly limit?: number | undefined;
  /** Threads that decode. */
  readonly workers?: number | undefined;
  /** Where the smallest adapters go: `out`/adapter, or a folder in it for each of several; default `runs/prune`. */
  readonly out?: string | undefined;
  /** Replace adapters that are in `out` already. */
  readonly force?: boolean | undefined;
  /** Stops the pruning. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where each smallest adapter goes.
 * @throws UsageError where a folder already holds an adapter
 */
function adapterFolders(out: string, labels: readonly string[], force: boolean): string[] {
  const folders = labels.map((label) => join(out, labels.length === 1 ? 'adapter' : fileWord(label)));
  const taken = folders.find((folder) => existsSync(join(folder, 'adapter.json')));
  if (taken === undefined || force) return folders;
  throw new UsageError('this folder holds an adapter already', {
    file: resolve(taken),
    hint: 'Add `force` to replace it, or choose another `out`.',
  });
}

/**
 * What adapters keep of what they reach as layers whose ‖ΔW‖ is below a threshold lose their factors (supplement,
 * section B) and, with `maxDrop`, how small each can be:
 *
 * ```ts
 * const [{ rows, smallest }] = await prune({ adapters: 'runs/flowers', weights: 'resnet18.pth', maxDrop: 0.5 });
 * ```
 *
 * Each is measured by the metric of its own task.
 *
 * @throws UsageError where an adapter changes no convolution, or has no validation images to search with
 */
export function prune(options: PruneOptions): Run<PrunedAdapter[]> {
  return new Run((context) => pruneAll(options, context), options.signal);
}

async function pruneAll(options: PruneOptions, context: RunContext): Promise<PrunedAdapter[]> {
  const { weights, split = 'test', thresholds = 10, maxDrop, trials = 100, workers } = options;
  const read = [];
  for (const folder of listOf(options.adapters)) read.push(await readAdapterFolder(folder));
  const labels = adapterLabels(read);
  const out = resolve(options.out ?? join('runs', 'prune'));
  const folders = maxDrop === undefined ? [] : adapterFolders(out, labels, options.force ?? false);
  const engine = await startEngine();
  context.emit({ kind: 'engine', engine });
  const pruned: PrunedAdapter[] = [];
  for (const [i, one] of read.entries()) {
    context.stop.throwIfRequested();
    using adapter = await openAdapter(one.folder, weights, one);
    const data = await dataOf(adapter, options);
    const search = maxDrop === undefined ? undefined : { maxDrop, trials, out: folders[i]! };
    const job = { label: labels[i]!, adapter, data, split, thresholds, search, workers };
    pruned.push(await pruneAdapter(job, context));
  }
  return pruned;
}
