import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readAdapterFolder, updateAdapterFolder, writeAdapterFiles } from '@ftn/adapters/node';
import { UsageError } from '@ftn/errors';
import { evaluateAdapter } from '../evaluate/evaluate.js';
import type { EvaluateOptions } from '../evaluate/evaluation.js';
import { copyLatents } from '../generation/latents-file.js';
import { Run, type RunContext } from '../progress/run.js';
import { adapterInHalf, finite, type HalvedAdapter, halvedMetrics } from './adapter-in-half.js';

/** Which adapter to store in half precision, where, and on which images its loss is measured. */
export interface HalveOptions extends Omit<EvaluateOptions, 'show'> {
  /** The folder to write. */
  readonly out: string;
  /** Whether the adapter is measured before and after; default yes. */
  readonly measure?: boolean | undefined;
}

async function halve(options: HalveOptions, context: RunContext): Promise<HalvedAdapter> {
  const { out, measure = true, ...evaluation } = options;
  if (existsSync(join(out, 'adapter.json'))) {
    throw new UsageError('this folder holds an adapter already', {
      file: out,
      hint: 'Name a new folder.',
    });
  }
  const read = await readAdapterFolder(options.adapter);
  const before = measure ? await evaluateAdapter(evaluation, context) : null;
  const files = await adapterInHalf(read);
  await writeAdapterFiles(out, files);
  await copyLatents(read.folder, out);
  const bytesBefore = (await stat(join(read.folder, 'adapter.safetensors'))).size;
  const { name: domain, task, metrics } = read.manifest;
  const about = { folder: out, domain, task, bytesBefore, bytes: files['adapter.safetensors'].length };
  if (before === null) return about;
  const after = await evaluateAdapter({ ...evaluation, adapter: out }, context);
  // What adapter.json says was measured, on test images or on those a generator was adapted to, is now of this adapter.
  const ownSplit = read.manifest.network.kind === 'generator' ? 'train' : 'test';
  if (options.data === undefined && before.split === ownSplit && options.limit === undefined)
    await updateAdapterFolder(out, { metrics: { ...metrics, ...finite(after.metrics) } });
  const { split, images } = before;
  return { ...about, measured: { split, images, metrics: halvedMetrics(before.metrics, after.metrics) } };
}

/**
 * Writes an adapter in half precision, half as large, and measures it before and after on its own test images:
 *
 * ```ts
 * const { measured } = await halveAdapter({ adapter: 'runs/flowers', weights: 'resnet18.pth', out: 'flowers-half' });
 * ```
 *
 * Whatever reads adapters reads it, in float32 from there on.
 *
 * @throws FormatError for a number beyond ±65504, UsageError where `out` holds an adapter
 */
export function halveAdapter(options: HalveOptions): Run<HalvedAdapter> {
  return new Run((context) => halve(options, context), options.signal);
}
