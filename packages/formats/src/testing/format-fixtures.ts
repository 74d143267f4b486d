import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MatValue } from '../mat/mat-value.js';
import type { NdArray } from '../nd-array.js';

const folder = new URL('../__fixtures__/', import.meta.url);

/** A file written by scripts/references/formats.py. */
export function formatFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

export const fixturePath = (name: string) => fileURLToPath(new URL(name, folder));

/** What SciPy, h5py or NumPy read from it. */
export function expectedOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'))[name];
}

const classes: Readonly<Record<string, string>> = { Float64Array: 'double', Float32Array: 'single' };

function numbers(data: NdArray['data']): unknown[] {
  return Array.from(data as ArrayLike<number | bigint>, (value) =>
    typeof value === 'bigint' || !Number.isFinite(value) ? String(value) : value,
  );
}

/** An array in the words of the fixtures. */
export function describeArray({ shape, data }: NdArray) {
  const type = data.constructor.name;
  const name = classes[type] ?? type.replace('Big', '').replace('Array', '').toLowerCase();
  return { class: name, shape: [...shape], data: numbers(data) };
}

/** A MATLAB value in the words of the fixtures. */
export function describeMat(value: MatValue): unknown {
  switch (value.kind) {
    case 'numeric':
      return {
        ...describeArray(value),
        ...(value.logical ? { logical: true } : {}),
        ...(value.imaginary ? { imaginary: numbers(value.imaginary) } : {}),
      };
    case 'char':
      return { rows: value.rows };
    case 'cell':
      return { shape: value.shape, cell: value.items.map(describeMat) };
    case 'struct': {
      const fields = [...value.fields].map(([name, values]) => [name, values.map(describeMat)]);
      return { shape: value.shape, struct: Object.fromEntries(fields) };
    }
    case 'unsupported':
      return { unsupported: value.what };
  }
}
