import { suggest, UsageError } from '@ftn/errors';
import { type MiniDomainStyle, miniDomain, miniDomainStyles } from '@ftn/synthetic';
import type { DataSplits, MadeUp } from './data.js';
import type { OpenSettings } from './data-source.js';
import { squareSide, usualPerClass } from './made-up.js';

/** The sets of one style of the mini-domains, or of all of them where `style` is empty. */
export function openMiniDomains(style: string, options: OpenSettings): DataSplits[] {
  const known: readonly string[] = miniDomainStyles;
  if (style !== '' && !known.includes(style)) {
    throw new UsageError(`mini-domains has no style '${style}'`, { hint: suggest(style, known) });
  }
  const { seed, limit = Number.POSITIVE_INFINITY, madeUp: perClass = usualPerClass } = options;
  const size = squareSide(options.size);
  const draw = (name: MiniDomainStyle, split: keyof MadeUp) =>
    miniDomain({ style: name, split, perClass: Math.min(limit, perClass[split]), seed, size });
  return miniDomainStyles
    .filter((name) => style === '' || name === style)
    .map((name) => ({
      name,
      train: draw(name, 'train'),
      val: draw(name, 'val'),
      test: draw(name, 'test'),
    }));
}
