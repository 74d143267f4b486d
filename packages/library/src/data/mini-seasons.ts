import { type Season, seasons } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import { miniSeasons, miniSeasonsScenes } from '@ftn/synthetic';
import type { DataSplits, MadeUp } from './data.js';
import type { OpenSettings } from './data-source.js';
import { squareSide, usualPerClass } from './made-up.js';

const all = 'all';

/** What may be named of mini-seasons: a season, whose classes are its scenes, or all, whose classes are the seasons. */
export const miniSeasonsParts: readonly string[] = [...seasons, all];

/** One of mini-seasons' seasons, the set of all of them, or every season as a domain where `part` is empty. */
export function openMiniSeasons(part: string, options: OpenSettings): DataSplits[] {
  if (part !== '' && !miniSeasonsParts.includes(part)) {
    throw new UsageError(`mini-seasons has no season '${part}'`, { hint: suggest(part, miniSeasonsParts) });
  }
  const { seed, limit = Number.POSITIVE_INFINITY, madeUp: perClass = usualPerClass } = options;
  const size = squareSide(options.size);
  const draw = (split: keyof MadeUp, season?: Season) => {
    const images = Math.min(limit, perClass[split]);
    // A season has as many images of each kind of landscape.
    const perScene = season ? images : Math.ceil(images / miniSeasonsScenes.length);
    return miniSeasons({ ...(season ? { season } : {}), split, perScene, seed, size });
  };
  const sets = (name: string, season?: Season): DataSplits => ({
    name,
    train: draw('train', season),
    val: draw('val', season),
    test: draw('test', season),
  });
  if (part === all) return [sets('seasons')];
  return seasons.filter((season) => part === '' || part === season).map((season) => sets(season, season));
}
