import { createHash } from 'node:crypto';
import { forFileName } from '@ftn/errors';

/**
 * The folder of a domain by its name: the name itself where every file system and terminal takes it, else what is left of
 * it with a part of its hash, so that no two names share one.
 */
export function folderName(name: string): string {
  const safe = forFileName(name);
  if (safe === name) return name;
  return `${safe}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
