import type { ImageDataset } from '@ftn/datasets';
import { MismatchError } from '@ftn/errors';

const some = (names: readonly string[]) =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`;

/**
 * A set with its labels in the order of the adapter's classes. The names must be the same; the order need
 * not. MismatchError names the classes that only one side has.
 */
export function matchClasses(
  dataset: ImageDataset,
  classes: readonly string[],
  adapter: string,
): ImageDataset {
  const missing = classes.filter((name) => !dataset.classes.includes(name));
  const extra = dataset.classes.filter((name) => !classes.includes(name));
  if (missing.length > 0 || extra.length > 0) {
    const differences = [
      missing.length > 0 ? `it lacks ${some(missing)}` : '',
      extra.length > 0 ? `it has ${some(extra)} besides` : '',
    ];
    const list = differences.filter(Boolean).join(', ');
    throw new MismatchError(`'${dataset.name}' has other classes than the adapter was trained on: ${list}`, {
      file: adapter,
      hint: 'Evaluate on images of the same classes, or train an adapter on these.',
    });
  }
  const places = dataset.classes.map((name) => classes.indexOf(name));
  return {
    name: dataset.name,
    classes,
    length: dataset.length,
    label: (index) => places[dataset.label(index)]!,
    image: (index) => dataset.image(index),
  };
}
