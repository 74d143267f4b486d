import type { AdapterManifest } from '@ftn/adapters';
import type { NyudLabels } from '@ftn/datasets';
import { MismatchError } from '@ftn/errors';
import type { DenseTask } from '@ftn/training';

/** How NYUD's labels were counted for an adapter of these classes: 41 unless there are 40. */
export const labelsOf = (classes: readonly string[]): NyudLabels => (classes.length === 40 ? 40 : 41);

/** Refuses data whose labels are not those an adapter tells apart; other tasks have no labels. */
export function requireSameLabels(
  { key }: Pick<DenseTask, 'key'>,
  { outputs: classes }: Pick<AdapterManifest, 'outputs'>,
  data: { readonly name: string; readonly classes: readonly string[] },
  folder: string,
): void {
  if (key !== 'labels' || JSON.stringify(classes) === JSON.stringify(data.classes)) return;
  throw new MismatchError(`'${data.name}' has other labels than the adapter was trained on`, {
    file: folder,
    expected: `${classes.length}: ${classes.slice(0, 3).join(', ')} …`,
    got: `${data.classes.length}: ${data.classes.slice(0, 3).join(', ')} …`,
    hint: 'Name the data the adapter was trained on.',
  });
}
