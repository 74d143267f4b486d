import { type DeltaPlace, deltaPlaces, type TrainedLinears, trainedLinears } from '@ftn/adapters';
import type { BigGanLayers } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';

/** Choices the paper leaves open, each with the default of the documentation. */
export interface GeneratorDomainOptions {
  /** Default `norms+first`. */
  readonly linears?: TrainedLinears;
  /** Default `after`. */
  readonly spectralNorm?: DeltaPlace;
}

/** Options of a generator's domain, defaults filled in. */
export type ResolvedDomainOptions = Required<GeneratorDomainOptions>;

/** Fills in defaults and refuses what is not known: options come from recipes and files too. */
export function resolveDomainOptions(options: GeneratorDomainOptions): ResolvedDomainOptions {
  const { linears = 'norms+first', spectralNorm = 'after' } = options;
  const check = (option: string, value: string, known: readonly string[]) => {
    if (known.includes(value)) return;
    throw new UsageError(`invalid option '${option}' of a generator's domain`, {
      expected: known.join(' or '),
      got: String(value),
    });
  };
  check('linears', linears, trainedLinears);
  check('spectralNorm', spectralNorm, deltaPlaces);
  return { linears, spectralNorm };
}

/** The names of the tensors a domain owns in addition to its factors. */
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
