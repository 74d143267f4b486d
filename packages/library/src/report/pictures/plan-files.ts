import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { forFileName, UsageError } from '@ftn/errors';
import type { DescribedAdapter } from '../../predict/open-adapters.js';
import { predictionEndings } from './encode-prediction.js';

/** The files one adapter's prediction of one image is written to. */
export interface PlannedFiles {
  readonly image: string;
  /** By ending, as `encodePrediction` names them; `picture.png` is the image beside its map. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Where predicted maps go: `out`/NAME.TASK.ENDING, with the adapter's label before the task where there are several.
 *
 * @throws UsageError where two would have one name, or a file is there already (unless `force`)
 */
export function planFiles(
  images: readonly { readonly path: string; readonly name: string }[],
  adapters: readonly Pick<DescribedAdapter, 'label' | 'task'>[],
  { out, force = false }: { readonly out: string; readonly force?: boolean | undefined },
): PlannedFiles[][] {
  const taken = new Map<string, string>();
  return images.map(({ path, name }) =>
    adapters.map(({ label, task }) => {
      const middle = adapters.length > 1 ? [forFileName(label), task.name] : [task.name];
      const stem = join(
        out,
        [name.slice(0, name.length - extname(name).length), ...new Set(middle)].join('.'),
      );
      const endings = [...predictionEndings(task), 'picture.png'];
      const files = Object.fromEntries(endings.map((ending) => [ending, `${stem}.${ending}`]));
      for (const file of Object.values(files)) {
        if (taken.has(file)) {
          throw new UsageError('two images have the same name', {
            file: path,
            got: taken.get(file)!,
            hint: 'Predict them one by one, into folders of their own.',
          });
        }
        taken.set(file, path);
        if (force || !existsSync(file)) continue;
        throw new UsageError('the file exists', { file, hint: 'Add `force` to replace it.' });
      }
      return { image: path, files };
    }),
  );
}
