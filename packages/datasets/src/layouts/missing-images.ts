import { basename, dirname } from 'node:path';
import { folderEntries } from '../folders/folder-entries.js';
import type { Findings } from './findings.js';
import type { ListedFile } from './layout.js';

/**
 * The listed files that exist; each that does not is a finding at its place in the list.
 *
 * Folders are listed once instead of asking for each file; a folder that is missing with all its images is
 * one finding.
 */
export async function existingFiles(files: readonly ListedFile[], findings: Findings): Promise<ListedFile[]> {
  const names = new Map<string, Set<string> | null>();
  const lost = new Map<string, { first: ListedFile; count: number }>();
  const found: ListedFile[] = [];
  for (const file of files) {
    const folder = dirname(file.path);
    let inside = names.get(folder);
    if (inside === undefined) {
      inside = await folderEntries(folder).then(
        (entries) => new Set(entries.files),
        () => null,
      );
      names.set(folder, inside);
    }
    if (inside?.has(basename(file.path))) found.push(file);
    else if (inside) {
      const { source, line, offset } = file;
      const hint = 'Restore the image or remove it from the list.';
      findings.add('missing-image', source, `names ${file.path}, which is missing`, hint, { line, offset });
    } else {
      const key = `${folder}\0${file.source}`;
      const group = lost.get(key);
      if (group) group.count++;
      else lost.set(key, { first: file, count: 1 });
    }
  }
  for (const { first, count } of lost.values()) {
    const { source, line, offset } = first;
    findings.add(
      'missing-folder',
      source,
      `names ${count} images in ${dirname(first.path)}, a folder that is missing`,
      'Unpack the images there.',
      { line, offset },
    );
  }
  return found;
}
