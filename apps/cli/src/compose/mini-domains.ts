import { type MiniDomainStyle, miniDomain, miniDomainStyles } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import type { DomainSets } from './domain-data.js';

/** Images of each class in the three sets of a made-up domain. */
export interface ImagesPerClass {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

/** The sets of `mini-domains` (every style) or `mini-domains/STYLE`. */
export function openMiniDomains(
  spec: string,
  options: { seed: number; size: number; limit: number | undefined; perClass: ImagesPerClass },
): DomainSets[] {
  const style = spec.split('/')[1] ?? '';
  const known: readonly string[] = miniDomainStyles;
  if (style !== '' && !known.includes(style)) {
    throw new UsageError(`mini-domains has no style '${style}'`, { hint: suggest(style, known) });
  }
  const { seed, size, limit = Number.POSITIVE_INFINITY, perClass } = options;
  const draw = (name: MiniDomainStyle, split: keyof ImagesPerClass) =>
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
