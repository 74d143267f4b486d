import { type Dataset, hasMaps } from '@ftn/datasets';
import { MismatchError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';

const some = (names: readonly string[]) =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`;

function differences(dataset: Dataset, classes: readonly string[]): string[] {
  const missing = classes.filter((name) => !dataset.classes.includes(name));
  const extra = dataset.classes.filter((name) => !classes.includes(name));
  return [
    ...(missing.length > 0 ? [`it lacks ${some(missing)}`] : []),
    ...(extra.length > 0 ? [`it has ${some(extra)} besides`] : []),
  ];
}

/**
 * A set with its labels in the order of the adapter's classes. The names must be the same; the order need not. Maps are
 * counted by their numbers: where an adapter tells labels of pixels apart, their list must be the same.
 *
 * @throws MismatchError that names the classes only one side has
 */
export function matchClasses(
  dataset: Dataset,
  { outputs, targets }: Pick<Task, 'outputs' | 'targets'>,
  adapter: string,
): Dataset {
  if (hasMaps(dataset)) {
    if (!targets.includes('labels') || JSON.stringify(outputs) === JSON.stringify(dataset.classes))
      return dataset;
    throw new MismatchError(`'${dataset.name}' has different labels from those the adapter was trained on`, {
      file: adapter,
      expected: `${outputs.length}: ${outputs.slice(0, 3).join(', ')} …`,
      got: `${dataset.classes.length}: ${dataset.classes.slice(0, 3).join(', ')} …`,
      hint: 'Name the data the adapter was trained on.',
    });
  }
  const list = differences(dataset, outputs).join(', ');
  if (list !== '') {
    throw new MismatchError(`'${dataset.name}' has other classes than the adapter was trained on: ${list}`, {
      file: adapter,
      hint: 'Evaluate on images of the same classes, or train an adapter on these.',
    });
  }
  const places = dataset.classes.map((name) => outputs.indexOf(name));
  return {
    name: dataset.name,
    classes: outputs,
    length: dataset.length,
    label: (index) => places[dataset.label(index)]!,
    image: (index) => dataset.image(index),
  };
}
