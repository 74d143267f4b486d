import { hasMaps } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { type DomainShift, transformedDomain } from '@ftn/synthetic';
import type { DataSplits } from './data.js';

/** The shifts a data word may begin with. */
const shifts: Readonly<Record<string, DomainShift>> = {
  inverted: { kind: 'inverted' },
  edges: { kind: 'edges' },
  rotated: { kind: 'rotated', turns: 0.25 },
  textured: { kind: 'textured' },
};

/** `edges:idx:FOLDER` → the shift and `idx:FOLDER`; null where the word begins with no shift. */
export function splitShift(spec: string): { shift: DomainShift; spec: string } | null {
  const cut = spec.indexOf(':');
  const shift = cut > 0 ? shifts[spec.slice(0, cut)] : undefined;
  return shift ? { shift, spec: spec.slice(cut + 1) } : null;
}

/**
 * The same images, labels and splits seen through a shift, as a separate domain.
 *
 * @throws UsageError where the images have maps, which a shift would not move with them
 */
export function shiftSets(sets: DataSplits, shift: DomainShift, seed: number): DataSplits {
  const { name, train, test, val, whole, notes } = sets;
  if (hasMaps(train) || hasMaps(test) || (val && hasMaps(val))) {
    throw new UsageError(`'${name}' has maps, which '${shift.kind}' would not change with the images`, {
      expected: 'images with classes',
    });
  }
  return {
    name: `${name}-${shift.kind}`,
    train: transformedDomain(train, shift, seed),
    test: transformedDomain(test, shift, seed + 1),
    ...(val ? { val: transformedDomain(val, shift, seed + 2) } : {}),
    ...(whole && !hasMaps(whole) ? { whole: transformedDomain(whole, shift, seed) } : {}),
    ...(notes ? { notes } : {}),
  };
}
