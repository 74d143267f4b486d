import { join } from 'node:path';
import { encodeAdapter, type ManifestBody } from '@ftn/adapters';
import type { AdapterFolder } from '@ftn/adapters/node';
import { inHalfPrecision } from './half.js';

/** A metric of an adapter as it was and in half precision, on the same images. */
export interface HalvedMetric {
  readonly metric: string;
  readonly before: number;
  readonly after: number;
}

/** An adapter in half precision. */
export interface HalvedAdapter {
  readonly folder: string;
  readonly domain: string;
  readonly task: string;
  /** The size of adapter.safetensors before and after. */
  readonly bytesBefore: number;
  readonly bytes: number;
  /** On the same images each time; absent where nothing was measured. */
  readonly measured?: {
    readonly split: string;
    readonly images: number;
    readonly metrics: readonly HalvedMetric[];
  };
}

/**
 * The files of an adapter with its tensors in half precision.
 *
 * @throws FormatError for a number beyond ±65504
 */
export function adapterInHalf({ manifest, tensors, folder }: AdapterFolder) {
  const { format: _format, version: _version, integrity: _integrity, ...body } = manifest;
  return encodeAdapter(body as ManifestBody, inHalfPrecision(tensors, join(folder, 'adapter.safetensors')));
}

/** Every metric as it was, beside what it is in half precision. */
export const halvedMetrics = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): HalvedMetric[] =>
  Object.entries(before).map(([metric, value]) => {
    return { metric, before: value, after: after[metric] ?? Number.NaN };
  });

/** The metrics that a file can hold. */
export const finite = (metrics: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
