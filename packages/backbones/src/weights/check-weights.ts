import { MismatchError } from '@ftn/errors';
import { kernelShape } from '@ftn/tensor-factors';
import type { Architecture } from '../architecture.js';

/** The name and shape (HWIO) of every tensor a backbone's weights hold. */
export function weightShapes(architecture: Architecture): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const layer of architecture.convolutions) shapes.set(`${layer.name}.weight`, kernelShape(layer));
  for (const { name, channels } of architecture.batchNorms) {
    for (const part of ['weight', 'bias', 'running_mean', 'running_var'])
      shapes.set(`${name}.${part}`, [channels]);
  }
  return shapes;
}

const some = (names: readonly string[]) =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;

/** Refuses weights of another network, naming what is missing, unexpected or of another shape. */
export function checkWeights(
  architecture: Architecture,
  found: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  file?: string,
): void {
  checkShapes(architecture.name, weightShapes(architecture), found, file);
}

/** The same for any network by the names and shapes its weights must have. */
export function checkShapes(
  network: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  found: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  file?: string,
): void {
  const missing = [...shapes.keys()].filter((name) => !found.has(name));
  const unexpected = [...found.keys()].filter((name) => !shapes.has(name));
  const misshapen = [...shapes].flatMap(([name, shape]) => {
    const got = found.get(name)?.shape;
    return got && got.join() !== shape.join()
      ? [`${name} [${got.join(', ')}] instead of [${shape.join(', ')}]`]
      : [];
  });
  const problems = [
    missing.length > 0 ? `missing ${some(missing)}` : '',
    unexpected.length > 0 ? `unexpected ${some(unexpected)}` : '',
    misshapen.length > 0 ? `of another shape ${some(misshapen)}` : '',
  ].filter(Boolean);
  if (problems.length === 0) return;
  throw new MismatchError(`these are not the weights of ${network}: ${problems.join('; ')}`, {
    ...(file === undefined ? {} : { file }),
    hint: 'Name the backbone the weights were made for, or give weights of this one.',
  });
}
