import type { Domain, DomainCounts } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import { layerNorms } from '../norms/layer-norms.js';
import { type KeptLayers, pruneDomain } from './prune-domain.js';

/** A domain without the layers whose ‖ΔW‖ is below a threshold, and how it did. */
export interface PruningPoint {
  readonly threshold: number;
  /** Adapted convolutions that are left. */
  readonly layers: number;
  /** Exact scalars that are left, by kind; `convolutions` are those of the low-rank factors. */
  readonly counts: DomainCounts;
  /** What `evaluate` said of it. */
  readonly value: number;
}

/**
 * `count` thresholds at equal distances from the smallest to the largest of the norms, both included: the first
 * keeps every layer and the last only the largest, since what is pruned is strictly below its threshold.
 */
export function equallySpacedThresholds(norms: readonly number[], count: number): number[] {
  if (!Number.isInteger(count) || count < 2) {
    throw new UsageError('invalid number of thresholds', {
      expected: 'a whole number from 2',
      got: String(count),
    });
  }
  const [low, high] = [Math.min(...norms), Math.max(...norms)];
  // Both ends are taken as they are: rounding must not push the last one above the largest norm.
  const at = (i: number) => (i === count - 1 ? high : low + ((high - low) * i) / (count - 1));
  return Array.from({ length: count }, (_, i) => at(i));
}

/**
 * What an adapter reaches against what is left of it as layers of small ‖ΔW‖ are taken out at equally spaced
 * thresholds (supplement, section B, figure S1). Neighbouring thresholds that leave the same layers are
 * evaluated once.
 *
 * @throws UsageError where the domain adapts no convolution
 */
export async function pruningCurve(
  domain: Domain,
  options: {
    readonly thresholds: number;
    readonly evaluate: (pruned: Domain) => Promise<number>;
    readonly onPoint?: (point: PruningPoint) => void;
  },
): Promise<PruningPoint[]> {
  const norms = layerNorms(domain);
  if (norms.length === 0) {
    throw new UsageError(`'${domain.name}' (${domain.method.name}) adapts no convolution`, {
      hint: 'Give an adapter with low-rank factors, such as one of the method ftn.',
    });
  }
  const values = norms.map(({ norm }) => norm);
  const points: PruningPoint[] = [];
  for (const threshold of equallySpacedThresholds(values, options.thresholds)) {
    const kept: KeptLayers = new Map(
      norms.filter(({ norm }) => norm >= threshold).map(({ layer }) => [layer, 'all']),
    );
    const last = points.at(-1);
    const point = last?.layers === kept.size ? { ...last, threshold } : await measure(threshold, kept);
    points.push(point);
    options.onPoint?.(point);
  }
  return points;

  async function measure(threshold: number, kept: KeptLayers): Promise<PruningPoint> {
    const pruned = pruneDomain(domain, kept);
    try {
      const value = await options.evaluate(pruned);
      return { threshold, layers: kept.size, counts: pruned.counts(), value };
    } finally {
      pruned.dispose();
    }
  }
}
