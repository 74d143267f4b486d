import { MismatchError, UsageError } from '@ftn/errors';
import { createMethod, type Parametrization } from '@ftn/tensor-factors';
import {
  add,
  concat,
  mul,
  sub,
  type Tensor,
  type Tensor2D,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { mixLatents, standardLatents } from '../latents/latent-distribution.js';
import { classVectors, GeneratorDomain } from './generator-domain.js';

/** A domain with its share in a mixture; shares need not sum to one. */
export type Share = readonly [domain: GeneratorDomain, share: number];

/**
 * A domain whose change of the shared generator is Σ share·(change of each): ΔW = Σ_i w_i ΔW_i exactly, as the factors of
 * all stand side by side, b scaled by the share, at the sum of their ranks. Linear layers, class vectors and latents mix
 * alike, by their difference from what adaptation began with. Classes go by position: a mixture's class is called after
 * those of all where their names differ.
 *
 * @throws UsageError for a share that is no number, where a method's ΔW is not of low rank, or ΔW stands inside the
 * spectral norm, which is not linear
 * @throws MismatchError where the domains are of different generators, methods or layers, or have not as many classes
 */
export function mixDomains(name: string, shares: readonly Share[]): GeneratorDomain {
  const [first] = shares;
  if (!first) throw new UsageError('a mixture needs at least one domain');
  const domains = shares.map(([domain]) => domain);
  for (const [domain, share] of shares) {
    if (!Number.isFinite(share)) {
      throw new UsageError(`the share of '${domain.name}' is not a number`, { got: String(share) });
    }
    requireMixable(domain, first[0]);
  }
  const { generator, options } = first[0].identity;
  const classes = mixedClasses(domains);
  const layers = new Set(domains.flatMap(({ parts }) => [...parts.parametrizations.keys()]));
  const ranks = [...layers].map((layer) =>
    domains.reduce((n, { parts }) => n + (parts.parametrizations.get(layer)?.rank ?? 0), 0),
  );
  const rank = Math.max(1, ...ranks);
  const method = createMethod(first[0].identity.method.name, { ...first[0].identity.method.options, rank });
  const parametrizations = new Map<string, Parametrization>();
  for (const layer of layers) {
    const stacked = tidy(() => Object.fromEntries(stack(layer, shares)));
    const plan = method.convolution(generator.convolution(layer))!;
    parametrizations.set(layer, plan.restore(new Map(Object.entries(stacked))));
    for (const tensor of Object.values(stacked)) tensor.dispose();
  }
  const linears = new Map<string, Variable>();
  for (const owned of first[0].parts.linears.keys()) {
    linears.set(
      owned,
      tidy(() => variable(mixLinear(owned, shares))),
    );
  }
  const mixed = new GeneratorDomain(
    { name, generator, method, classes, options },
    { parametrizations, linears },
  );
  if (domains.some(({ latents }) => latents)) {
    const standard = standardLatents(generator.architecture.config.latentSize);
    mixed.latents = mixLatents(shares.map(([{ latents }, share]) => [latents ?? standard, share]));
  }
  return mixed;
}

/** The names of the classes at each position, joined where they differ. */
function mixedClasses(domains: readonly GeneratorDomain[]): string[] {
  return domains[0]!.identity.classes.map((_, i) =>
    [...new Set(domains.map(({ identity }) => identity.classes[i]!))].join(' + '),
  );
}

/** The factors of a layer in every domain that has it, side by side. */
function stack(layer: string, shares: readonly Share[]): Map<string, Tensor> {
  const parts = new Map<string, Tensor2D[]>();
  for (const [{ parts: own }, share] of shares) {
    for (const [part, factor] of own.parametrizations.get(layer)?.stored() ?? []) {
      const scaled = (part === 'b' ? mul(factor, share) : factor) as Tensor2D;
      parts.set(part, [...(parts.get(part) ?? []), scaled]);
    }
  }
  return new Map([...parts].map(([part, factors]) => [part, concat(factors, 1)]));
}

function mixLinear(name: string, shares: readonly Share[]): Tensor {
  const [{ generator, identity }] = shares[0]!;
  const tensor = generator.weights.get(name)!;
  // A table of other classes than the generator's began at the mean of its vectors.
  const shared = name === 'shared.weight' ? classVectors(tensor, identity.classes.length) : tensor;
  const own = shares.map(([{ parts }, share]) => mul(sub(parts.linears.get(name)! as Tensor, shared), share));
  return add(
    shared,
    own.reduce((a, b) => add(a, b)),
  );
}

function requireMixable(domain: GeneratorDomain, first: GeneratorDomain): void {
  const { options, method, classes, generator } = domain.identity;
  if (options.spectralNorm === 'inside') {
    throw new UsageError(`'${domain.name}' cannot be mixed: its ΔW stands inside the spectral norm`, {
      hint: "Adapt with the option spectralNorm 'after', whose kernels are linear in ΔW.",
    });
  }
  if ([...domain.parts.parametrizations.values()].some(({ rank }) => rank === undefined)) {
    throw new UsageError(`'${domain.name}' cannot be mixed: the ΔW of '${method.name}' is not of low rank`);
  }
  const differences: [what: string, expected: unknown, got: unknown][] = [
    ['generator', first.generator.architecture.name, generator.architecture.name],
    ['method', first.identity.method.name, method.name],
    ['modes', first.identity.method.options.modes, method.options.modes],
    ['linears', first.identity.options.linears, options.linears],
    ['numbers of classes', first.identity.classes.length, classes.length],
  ];
  if (generator !== first.generator) differences.unshift(['generator', 'the same weights', 'others']);
  const different = differences.find(([, expected, got]) => expected !== got);
  if (!different) return;
  throw new MismatchError(
    `'${domain.name}' and '${first.name}' cannot be mixed: their ${different[0]} differ`,
    {
      expected: String(different[1]),
      got: String(different[2]),
    },
  );
}
