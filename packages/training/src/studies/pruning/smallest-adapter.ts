import type { Domain } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import type { Direction } from '@ftn/metrics';
import { cpRankNorms, type Parametrization } from '@ftn/tensor-factors';
import { layerNorms } from '../norms/layer-norms.js';
import { type KeptLayers, pruneDomain } from './prune-domain.js';
import { removeInOrder } from './remove-in-order.js';

/** A search for the smallest adapter. */
export interface SmallestAdapterOptions {
  /** How much worse the validation set may be measured, in the unit of `evaluate`: points of accuracy, metres. */
  readonly maxDrop: number;
  /** Which way is better; default `higher`. */
  readonly better?: Direction | undefined;
  /** The metric on the validation set. */
  readonly evaluate: (pruned: Domain) => Promise<number>;
  /** How many smaller adapters are tried at most; default 100. */
  readonly trials?: number;
  /** Called after each trial. */
  readonly onTrial?: (trial: PruningTrial) => void;
}

/** A smaller adapter that was tried. */
export interface PruningTrial {
  /** Scalars of factors it keeps. */
  readonly factors: number;
  readonly validation: number;
  readonly accepted: boolean;
}

/** The smallest adapter that was accepted. */
export interface SmallestAdapter {
  readonly kept: KeptLayers;
  /** The metric on the validation set, of the whole adapter and of what is kept. */
  readonly before: number;
  readonly after: number;
  readonly trials: number;
}

/** One thing that can be taken out: a layer, or one rank of it. */
interface Unit {
  readonly layer: string;
  readonly rank?: number;
  /** ‖change of ΔW‖² for each scalar saved: cheapest first. */
  readonly cost: number;
}

const byCost = (a: Unit, b: Unit) => a.cost - b.cost;

/** Every rank of the layers that are left, cheapest first. */
function rankUnits(
  parametrizations: ReadonlyMap<string, Parametrization>,
  gone: ReadonlySet<string>,
): Unit[] {
  const units: Unit[] = [];
  for (const [layer, parametrization] of parametrizations) {
    if (gone.has(layer) || parametrization.rank === undefined) continue;
    const factors = [...parametrization.stored().values()];
    const scalars = factors.reduce((n, factor) => n + factor.shape[0]!, 0);
    for (const [rank, norm] of cpRankNorms(factors).entries()) {
      units.push({ layer, rank, cost: norm ** 2 / scalars });
    }
  }
  return units.sort(byCost);
}

function keptWithout(
  parametrizations: ReadonlyMap<string, Parametrization>,
  removed: readonly Unit[],
): KeptLayers {
  const kept = new Map<string, 'all' | readonly number[]>();
  for (const [layer, { rank = 0 }] of parametrizations) {
    const units = removed.filter((unit) => unit.layer === layer);
    if (units.length === 0) kept.set(layer, 'all');
    if (units.length === 0 || units.some((unit) => unit.rank === undefined)) continue;
    const gone = new Set(units.map((unit) => unit.rank));
    const ranks = Array.from({ length: rank }, (_, r) => r).filter((r) => !gone.has(r));
    if (ranks.length > 0) kept.set(layer, ranks);
  }
  return kept;
}

/**
 * The smallest adapter found whose validation metric is at most `maxDrop` worse than that of the whole one:
 * first whole layers are taken out, then single ranks of those left, always in the order of what ΔW loses for a
 * scalar saved (‖ΔW‖² / scalars of a layer, ‖b_r‖²‖a_r‖²‖s_r‖² / scalars of a rank). Each step takes the
 * longest prefix that validation accepts, keeps the unit that broke it, and continues after it.
 *
 * Every adapter is measured, so the bound holds for the one returned; that none smaller exists is not claimed.
 *
 * @throws UsageError where the domain adapts no convolution or `maxDrop` is not a number from 0
 */
export async function smallestAdapter(
  domain: Domain,
  options: SmallestAdapterOptions,
): Promise<SmallestAdapter> {
  const { maxDrop, better = 'higher', evaluate, trials = 100 } = options;
  if (!(maxDrop >= 0)) {
    throw new UsageError('invalid maxDrop', {
      expected: 'a number from 0',
      got: String(maxDrop),
    });
  }
  const { parametrizations } = domain.parts;
  const layers = layerNorms(domain).map(
    ({ layer, norm, scalars }): Unit => ({ layer, cost: norm ** 2 / scalars }),
  );
  const before = await evaluate(domain);
  let after = before;
  let tried = 0;
  const accepts = async (removed: readonly Unit[]) => {
    const pruned = pruneDomain(domain, keptWithout(parametrizations, removed));
    try {
      const validation = await evaluate(pruned);
      const accepted = better === 'higher' ? validation >= before - maxDrop : validation <= before + maxDrop;
      if (accepted) after = validation;
      tried++;
      options.onTrial?.({ factors: pruned.counts().convolutions, validation, accepted });
      return accepted;
    } finally {
      pruned.dispose();
    }
  };
  const whole = await removeInOrder(layers.sort(byCost), accepts, trials >> 1);
  const ranks = rankUnits(parametrizations, new Set(whole.map((unit) => unit.layer)));
  const single = await removeInOrder(ranks, (removed) => accepts([...whole, ...removed]), trials - tried);
  return { kept: keptWithout(parametrizations, [...whole, ...single]), before, after, trials: tried };
}
