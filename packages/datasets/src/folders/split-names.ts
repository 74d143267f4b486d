import { FormatError } from '@ftn/errors';

/** The names a split's folder is known by, the usual one first. */
const splitNames = {
  train: ['train', 'training'],
  val: ['val', 'valid', 'validation'],
  test: ['test', 'testing'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type SplitRole = keyof typeof splitNames;

/** The folder of each split that is there, by its role. */
export type SplitFolders = { readonly [role in SplitRole]?: string };

/**
 * Tells which of a folder's subfolders hold its splits.
 * @throws FormatError where a split is there under two names.
 */
export function splitFolders(root: string, folders: readonly string[]): SplitFolders {
  const found: { [role in SplitRole]?: string } = {};
  for (const role of ['train', 'val', 'test'] as const) {
    const present = splitNames[role].filter((name) => folders.includes(name));
    if (present.length > 1) {
      throw new FormatError(`the folder holds the same split under two names: ${present.join(' and ')}`, {
        file: root,
        expected: `one of ${splitNames[role].join(', ')}`,
        hint: 'Move the images of one into the other, or rename the folder that is not a split.',
      });
    }
    if (present[0]) found[role] = present[0];
  }
  return found;
}

/** Whether a folder's subfolders look like splits, rather than classes or domains. */
export function holdsSplits(folders: readonly string[]): boolean {
  return (['train', 'test'] as const).some((role) => splitNames[role].some((name) => folders.includes(name)));
}
