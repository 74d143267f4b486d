import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder a set's archive was unpacked in: `root` itself, or the folder inside it that the archive makes.
 *
 * Told by a file or folder that every copy has; `root` where none has it, so that messages name it.
 */
export function layoutRoot(root: string, marker: string, inside: readonly string[]): string {
  const candidates = [root, ...inside.map((name) => join(root, name))];
  return candidates.find((folder) => existsSync(join(folder, marker))) ?? root;
}
