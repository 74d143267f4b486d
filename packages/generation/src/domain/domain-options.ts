import type { BigGanLayers } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';

/**
 * Which linear layers a domain trains directly. `norms`: scales and offsets of the conditional batch norms.
 * `norms+first`: the first layer too, which makes the 4×4 image of the latent. `all`: the table of class vectors too.
 * `none`: factors alone.
 */
export const trainedLinears = ['none', 'norms', 'norms+first', 'all'] as const;
export type TrainedLinears = (typeof trainedLinears)[number];

/**
 * Where ΔW joins the spectral norm. `after`: W/σ + ΔW, σ of the frozen W. `inside`: (W + ΔW)/σ, σ of the sum by one power
 * iteration from the stored vector, as an adapted layer that keeps its spectral norm would have it.
 */
export const deltaPlaces = ['after', 'inside'] as const;
export type DeltaPlace = (typeof deltaPlaces)[number];

/** Choices the paper leaves open, each with the default of the documentation. */
export interface GeneratorDomainOptions {
  /** Default `norms+first`. */
  readonly linears?: TrainedLinears;
  /** Default `after`. */
  readonly spectralNorm?: DeltaPlace;
}

export type ResolvedDomainOptions = Required<GeneratorDomainOptions>;

/** Fills in defaults and refuses what is not known: options come from recipes and files too. */
export function resolveDomainOptions(options: GeneratorDomainOptions): ResolvedDomainOptions {
  const { linears = 'norms+first', spectralNorm = 'after' } = options;
  const check = (option: string, value: string, known: readonly string[]) => {
    if (known.includes(value)) return;
    throw new UsageError(`option '${option}' of a generator's domain is wrong`, {
      expected: known.join(' or '),
      got: String(value),
    });
  };
  check('linears', linears, trainedLinears);
  check('spectralNorm', spectralNorm, deltaPlaces);
  return { linears, spectralNorm };
}

/** The names of the tensors a domain owns besides its factors. */
export function ownedLinears(layers: BigGanLayers, linears: TrainedLinears): string[] {
  if (linears === 'none') return [];
  const names: string[] = [];
  for (const { name, bias } of layers.linears) {
    if (name === 'linear' && linears === 'norms') continue;
    names.push(`${name}.weight`);
    if (bias) names.push(`${name}.bias`);
  }
  if (linears === 'all') for (const { name } of layers.embeddings) names.push(`${name}.weight`);
  return names;
}
