import type { TaskResult } from '@ftn/training';
import { shownSystem, systemColumns } from './display-names.js';
import { groupBy } from './group-by.js';
import { type Place, placesOf, shownPlace } from './place.js';

/** How many convolutions a system that chooses among them adapts for a domain or task. */
export interface AdaptedShare extends Place {
  readonly method: string;
  readonly variant?: string;
  readonly seed: number;
  readonly layers: number;
  /** Convolutions of the network. */
  readonly of: number;
}

/** The systems that adapt some convolutions and leave others as they are, such as TAPS, by place and seed. */
export function adaptedShares(results: readonly TaskResult[], convolutions: number): AdaptedShare[] {
  const { placeOf } = placesOf(results);
  const chooses = ({ method, variant }: TaskResult['system']) =>
    results.some(({ system, adaptedLayers: { length } }) => {
      const same = system.method === method && system.variant === variant;
      return same && length > 0 && length < convolutions;
    });
  return results
    .filter(({ system }) => chooses(system))
    .map((result) => ({
      ...systemColumns({ ...result.system, rank: null }),
      ...placeOf(result),
      seed: result.seed,
      layers: result.adaptedLayers.length,
      of: convolutions,
    }));
}

/** `TAPS adapts 25 % of the convolutions: clipart 3 of 12, …`, a line for each system. */
export function adaptedLines(shares: readonly AdaptedShare[]): string[] {
  return [...groupBy(shares, (share) => shownSystem({ ...share, rank: null }))].map(([system, own]) => {
    const share = own.reduce((sum, { layers, of }) => sum + layers / of, 0) / own.length;
    const first = own[0]!.seed;
    const places = own
      .filter(({ seed }) => seed === first)
      .map(({ layers, of, ...place }) => `${shownPlace(place)} ${layers} of ${of}`);
    return `${system} adapts ${(100 * share).toFixed(0)} % of the convolutions: ${places.join(', ')}.`;
  });
}
