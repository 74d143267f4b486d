import { FormatError } from '@ftn/errors';
import { byCodePoint, folderEntries } from './folder-entries.js';

/** A class and the name of its folder on the disk, which may be spelt with different Unicode characters that look the same. */
export interface ClassFolder {
  /** The name in Unicode's composed form (NFC), which is the same on every system: macOS writes 'é' as two characters. */
  readonly name: string;
  readonly folder: string;
}

/**
 * The classes of a folder: its subfolders, without hidden ones, sorted by name.
 * @throws FormatError for two subfolders whose names look the same.
 */
export async function classFolders(root: string): Promise<ClassFolder[]> {
  const { folders } = await folderEntries(root);
  const classes = new Map<string, ClassFolder>();
  for (const folder of folders) {
    if (folder.startsWith('.')) continue;
    const name = folder.normalize('NFC');
    if (classes.has(name)) {
      throw new FormatError(
        `two class folders are called '${name}', spelt with different Unicode characters`,
        {
          file: root,
          hint: 'Move the images of one into the other.',
        },
      );
    }
    classes.set(name, { name, folder });
  }
  return [...classes.values()].sort((a, b) => byCodePoint(a.name, b.name));
}
