import { type Domain, restoreDomain } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import type { StoredLayer } from '@ftn/tensor-factors';
import { dispose, gather, type Tensor } from '@tensorflow/tfjs-core';

/** What is kept of a domain's layers: all of one, or some of its ranks. A layer that is not named is left out. */
export type KeptLayers = ReadonlyMap<string, 'all' | readonly number[]>;

function checkKept(domain: Domain, kept: KeptLayers): void {
  for (const [layer, keep] of kept) {
    const parametrization = domain.parts.parametrizations.get(layer);
    if (!parametrization) {
      throw new UsageError(`'${domain.name}' does not adapt the layer '${layer}'`, {
        hint: 'Keep layers of its adapter only.',
      });
    }
    if (keep === 'all') continue;
    const { rank = 0 } = parametrization;
    const valid = keep.every((r) => Number.isInteger(r) && r >= 0 && r < rank);
    if (valid && new Set(keep).size === keep.length) continue;
    throw new UsageError(`invalid ranks for layer '${layer}'`, {
      expected: rank === 0 ? "'all': the layer has no ranks" : `different whole numbers below ${rank}`,
      got: keep.join(', '),
    });
  }
}

/** The chosen columns of every factor of a layer: new tensors. */
function columnsOf(stored: StoredLayer, ranks: readonly number[]): Map<string, Tensor> {
  return new Map([...stored].map(([part, factor]) => [part, gather(factor, [...ranks], 1)]));
}

/**
 * A smaller domain that keeps the given layers and ranks, the batch norms and the head of the first: an adapter
 * of its own, whose file leaves out what was pruned. It shares no tensor with `domain`.
 *
 * @throws UsageError where a kept layer is not adapted, or does not have a rank
 */
export function pruneDomain(domain: Domain, kept: KeptLayers): Domain {
  checkKept(domain, kept);
  const tensors = domain.stored();
  const made: Tensor[] = [];
  for (const [layer, parametrization] of domain.parts.parametrizations) {
    const keep = kept.get(layer) ?? [];
    if (keep === 'all') continue;
    const stored = parametrization.stored();
    const columns = keep.length > 0 ? columnsOf(stored, keep) : new Map<string, Tensor>();
    for (const part of stored.keys()) tensors.delete(`${layer}.${part}`);
    for (const [part, factor] of columns) tensors.set(`${layer}.${part}`, factor);
    made.push(...columns.values());
  }
  try {
    const { name, backbone, method, classes, parts } = domain;
    const { kind, options } = parts.head.architecture;
    return restoreDomain({ name, backbone, method, classes, head: { kind, options } }, tensors);
  } finally {
    dispose(made);
  }
}
