import { fileURLToPath } from 'node:url';

/** A small sample of a published data set in its own layout, made by scripts/references/layouts.py. */
export function publishedSample(set: string): string {
  const samples = '../../datasets/src/layouts/__fixtures__/';
  return fileURLToPath(new URL(samples + set, import.meta.url));
}
