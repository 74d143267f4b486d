import { MismatchError } from '@ftn/errors';

/** Tensors by name, of which only the shapes are looked at; kernels HWIO. */
export type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

/** A shape as PyTorch prints it: kernels in OIHW. */
function printed(shape: readonly number[]): string {
  const inFile = shape.length === 4 ? [3, 2, 0, 1].map((axis) => shape[axis]!) : shape;
  return `[${inFile.join(', ')}]`;
}

/** The names that do not fit, apart by kind. */
export function differences(shapes: ReadonlyMap<string, readonly number[]>, found: Shapes) {
  const wanted = [...shapes.keys()];
  return {
    missing: wanted.filter((name) => !found.has(name)),
    unexpected: [...found.keys()].filter((name) => !shapes.has(name)),
    misshapen: wanted.filter((name) => {
      const got = found.get(name)?.shape;
      return got !== undefined && got.join() !== shapes.get(name)!.join();
    }),
  };
}

function some(names: readonly string[], describe = (name: string) => name): string {
  const shown = names.slice(0, 4).map(describe).join(', ');
  return names.length <= 4 ? shown : `${shown} and ${names.length - 4} more`;
}

const usual = () => 'Name the network the weights were made for, or give weights of this one.';

/**
 * Refuses weights whose names and shapes are not a network's, naming the first that are missing, unexpected or of
 * another shape, and how many there are. `advice` is asked for what to do.
 */
export function checkShapes(
  network: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  found: Shapes,
  file?: string,
  advice: () => string = usual,
): void {
  const { missing, unexpected, misshapen } = differences(shapes, found);
  const contrast = (name: string) =>
    `${name} ${printed(found.get(name)!.shape)} instead of ${printed(shapes.get(name)!)}`;
  const problems = [
    missing.length > 0 ? `missing ${missing.length} of ${shapes.size}: ${some(missing)}` : '',
    unexpected.length > 0 ? `unexpected ${unexpected.length}: ${some(unexpected)}` : '',
    misshapen.length > 0 ? `of another shape ${misshapen.length}: ${some(misshapen, contrast)}` : '',
  ].filter(Boolean);
  if (problems.length === 0) return;
  throw new MismatchError(`these are not the weights of ${network} (${problems.join('; ')})`, {
    ...(file === undefined ? {} : { file }),
    hint: advice(),
  });
}
