import { suggest, UsageError } from '@ftn/errors';
import { type MiniSketchSet, miniSketch, miniSketchSets } from '@ftn/synthetic';
import type { DomainSets } from '../domain-data.js';
import type { ImagesPerClass, OpenSettings } from './data-opener.js';

/** One of mini-sketch's sets, or all of them where `part` is empty. */
export function openMiniSketch(part: string, options: OpenSettings): DomainSets[] {
  const known: readonly string[] = miniSketchSets;
  if (part !== '' && !known.includes(part)) {
    throw new UsageError(`mini-sketch has no set '${part}'`, { hint: suggest(part, known) });
  }
  const { seed, size, limit = Number.POSITIVE_INFINITY, perClass } = options;
  const draw = (set: MiniSketchSet, split: keyof ImagesPerClass) =>
    miniSketch({ set, split, perClass: Math.min(limit, perClass[split]), seed, size });
  return miniSketchSets
    .filter((set) => part === '' || part === set)
    .map((set) => ({
      name: set,
      train: draw(set, 'train'),
      val: draw(set, 'val'),
      test: draw(set, 'test'),
    }));
}
