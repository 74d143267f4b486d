import type { ComparisonResult } from '@ftn/training';

/** How many convolutions a system that chooses among them adapts for a domain. */
export interface AdaptedShare {
  readonly method: string;
  readonly domain: string;
  readonly seed: number;
  readonly layers: number;
  /** Convolutions of the network. */
  readonly of: number;
}

/** The systems that adapt some convolutions and leave others as they are, such as TAPS, by domain and seed. */
export function adaptedShares(results: readonly ComparisonResult[], convolutions: number): AdaptedShare[] {
  const chooses = (method: string) =>
    results.some(({ system, adaptedLayers }) => {
      const { length } = adaptedLayers;
      return system.method === method && length > 0 && length < convolutions;
    });
  return results
    .filter(({ system }) => chooses(system.method))
    .map(({ system, domain, seed, adaptedLayers }) => ({
      method: system.method,
      domain,
      seed,
      layers: adaptedLayers.length,
      of: convolutions,
    }));
}

/** `TAPS adapts 25 % of the convolutions: clipart 3 of 12, …`, a line for each system. */
export function adaptedLines(
  shares: readonly AdaptedShare[],
  names: Readonly<Record<string, string>>,
): string[] {
  return [...new Set(shares.map(({ method }) => method))].map((method) => {
    const own = shares.filter((share) => share.method === method);
    const share = own.reduce((sum, { layers, of }) => sum + layers / of, 0) / own.length;
    const first = own[0]!.seed;
    const domains = own
      .filter(({ seed }) => seed === first)
      .map(({ domain, layers, of }) => `${domain} ${layers} of ${of}`);
    return `${names[method] ?? method} adapts ${(100 * share).toFixed(0)} % of the convolutions: ${domains.join(', ')}.`;
  });
}
