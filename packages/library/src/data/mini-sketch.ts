import { suggest, UsageError } from '@ftn/errors';
import { type MiniSketchSet, miniSketch, miniSketchSets } from '@ftn/synthetic';
import type { DataSplits, MadeUp } from './data.js';
import type { OpenSettings } from './data-source.js';
import { squareSide, usualPerClass } from './made-up.js';

/** One of mini-sketch's sets, or all of them where `part` is empty. */
export function openMiniSketch(part: string, options: OpenSettings): DataSplits[] {
  const known: readonly string[] = miniSketchSets;
  if (part !== '' && !known.includes(part)) {
    throw new UsageError(`mini-sketch has no set '${part}'`, { hint: suggest(part, known) });
  }
  const { seed, limit = Number.POSITIVE_INFINITY, madeUp: perClass = usualPerClass } = options;
  const size = squareSide(options.size);
  const draw = (set: MiniSketchSet, split: keyof MadeUp) =>
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
