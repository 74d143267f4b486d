import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { bytesOf } from '../tensors/tensor-data.js';

interface Described {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

const folder = new URL('../__fixtures__/', import.meta.url);

/** The bytes of a file written by scripts/references/checkpoints.py. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** A JSON fixture. */
export function jsonFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;
}

/** What PyTorch reads from a fixture: the type, shape and hash of each tensor, and what else the script noted. */
export function expected(name: string): { tensors: Record<string, Described>; [more: string]: unknown } {
  return jsonFixture<Record<string, { tensors: Record<string, Described> }>>('expected.json')[name]!;
}

/** The same description of tensors read by us. */
export function describeTensors(tensors: NamedTensors): Record<string, Described> {
  // Entries and not assignment: a tensor may be called __proto__.
  return Object.fromEntries(
    [...tensors].map(([name, tensor]) => [
      name,
      {
        dtype: tensor.dtype,
        shape: [...tensor.shape],
        sha256: createHash('sha256').update(bytesOf(tensor)).digest('hex'),
      },
    ]),
  );
}
