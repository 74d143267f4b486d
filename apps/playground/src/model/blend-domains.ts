import { type Domain, restoreDomain } from '@ftn/adapters';
import { MismatchError, UsageError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import { add, concat, mul, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/** A domain with its share; shares add up to one. */
type Share = readonly [domain: Domain, share: number];

/**
 * A domain between others: ΔW = strength · Σ share·ΔW of each, exactly, as the factors of all stand side by side with b
 * scaled, at the sum of their ranks; batch norms and head are Σ share·(those of each). `strength` 0 leaves the frozen
 * kernels, 1 is the domains themselves.
 *
 * @throws UsageError where a ΔW is not of low rank, or a number is not finite
 * @throws MismatchError where the domains are over different backbones or have other classes
 */
export function blendDomains(name: string, shares: readonly Share[], strength = 1): Domain {
  const [first] = shares;
  if (!first) throw new UsageError('a blend needs at least one domain');
  for (const [domain, share] of shares) requireBlendable(domain, first[0], share * strength);
  const { backbone, classes } = first[0];
  // What has factors says which tensors a domain stores; of others the backbone's own take part.
  const model = shares.find(([domain]) => domain.adaptedLayers().length > 0)?.[0] ?? first[0];
  const layers = [...new Set(shares.flatMap(([domain]) => domain.adaptedLayers()))];
  const ranks = layers.map((layer) => shares.reduce((sum, [domain]) => sum + rankOf(domain, layer), 0));
  const method =
    layers.length === 0
      ? model.method
      : createMethod(model.method.name, { ...model.method.options, rank: Math.max(...ranks) });
  const tensors = tidy(() =>
    Object.fromEntries([
      ...layers.flatMap((layer) => factorsOf(layer, shares, strength)),
      ...ownTensors(model).map((tensor) => [tensor, mixed(tensor, shares)] as const),
    ]),
  );
  try {
    const { kind, options } = model.parts.head.architecture;
    const identity = { name, backbone, method, classes, head: { kind, options } };
    return restoreDomain(identity, new Map(Object.entries(tensors)));
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
}

const rankOf = ({ parts }: Domain, layer: string): number => parts.parametrizations.get(layer)?.rank ?? 0;

/** The factors of a layer in every domain that has it, side by side: b carries share and strength. */
function factorsOf(layer: string, shares: readonly Share[], strength: number): [string, Tensor][] {
  const parts = new Map<string, Tensor2D[]>();
  for (const [{ parts: own }, share] of shares) {
    for (const [part, factor] of own.parametrizations.get(layer)?.stored() ?? []) {
      const scaled = (part === 'b' ? mul(factor, share * strength) : factor) as Tensor2D;
      parts.set(part, [...(parts.get(part) ?? []), scaled]);
    }
  }
  return [...parts].map(([part, factors]) => [`${layer}.${part}`, concat(factors, 1)]);
}

/** The names of what a domain stores besides its changes of kernels. */
function ownTensors(domain: Domain): string[] {
  const factors = new Set(
    [...domain.parts.parametrizations].flatMap(([layer, made]) =>
      [...made.stored().keys()].map((part) => `${layer}.${part}`),
    ),
  );
  return [...domain.stored().keys()].filter((tensor) => !factors.has(tensor));
}

function mixed(tensor: string, shares: readonly Share[]): Tensor {
  const scaled = shares.map(([domain, share]) =>
    mul((domain.stored().get(tensor) ?? domain.backbone.weights.get(tensor))!, share),
  );
  return scaled.reduce((sum, one) => add(sum, one));
}

function requireBlendable(domain: Domain, first: Domain, factor: number): void {
  const problem = `'${domain.name}' cannot be blended`;
  if (!Number.isFinite(factor)) {
    throw new UsageError(`${problem}: its share is no number`, { got: String(factor) });
  }
  const changed = [...domain.parts.parametrizations.values()].filter((made) => made.stored().size > 0);
  if (changed.some(({ rank }) => rank === undefined)) {
    throw new UsageError(`${problem}: its ΔW is not of low rank`, { got: domain.method.name });
  }
  if (domain.backbone !== first.backbone) throw new MismatchError(`${problem}: it has another backbone`);
  if (domain.classes.join('\n') === first.classes.join('\n')) return;
  throw new MismatchError(`${problem} with '${first.name}': their classes differ`, {
    expected: `${first.classes.length} classes: ${first.classes.slice(0, 3).join(', ')} …`,
    got: `${domain.classes.length}: ${domain.classes.slice(0, 3).join(', ')} …`,
    hint: 'Choose another domain with the same classes.',
  });
}
