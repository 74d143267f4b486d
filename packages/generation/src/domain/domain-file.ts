import { fromFileTensor, toFileTensors } from '@ftn/adapters';
import type { Generator } from '@ftn/backbones';
import {
  decodeSafetensors,
  encodeSafetensors,
  fromFloat32,
  hashTensors,
  type NamedTensors,
  type TensorData,
} from '@ftn/checkpoints';
import { FormatError, FtnError, MismatchError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import { generatorHash } from '../files/generator-tensors.js';
import { generatorCard } from './domain-card.js';
import {
  formatGeneratorManifest,
  type GeneratorManifest,
  parseGeneratorManifest,
} from './domain-manifest.js';
import type { GeneratorDomain } from './generator-domain.js';
import { restoreGeneratorDomain } from './restore-domain.js';

/** The three files of a domain's folder, by name. */
export interface GeneratorDomainFiles {
  readonly 'adapter.safetensors': Uint8Array;
  readonly 'adapter.json': string;
  readonly 'README.md': string;
}

/** What a caller adds to what the domain itself knows. */
export type GeneratorManifestDetails = Pick<GeneratorManifest, 'metrics' | 'library'>;

/** Every adapted convolution with its rank, or null where its ΔW has none. */
function layersOf(domain: GeneratorDomain): GeneratorManifest['layers'] {
  const layers = [...domain.parts.parametrizations].map(([name, { rank = null }]) => [name, rank] as const);
  return Object.fromEntries(layers);
}

function tensorsOf(domain: GeneratorDomain): NamedTensors {
  const tensors = new Map<string, TensorData>(toFileTensors(domain.stored()));
  if (!domain.latents) return tensors;
  const { mean, deviation } = domain.latents;
  tensors.set('latents.mean', fromFloat32(mean, [mean.length]));
  return tensors.set('latents.deviation', fromFloat32(deviation, [deviation.length]));
}

/**
 * The bytes of a domain's folder: everything it needs beyond the generator, and nothing else.
 *
 * @throws UsageError where a detail could not be read back, such as a metric that is not finite
 */
export async function encodeGeneratorDomain(
  domain: GeneratorDomain,
  details: GeneratorManifestDetails,
): Promise<GeneratorDomainFiles> {
  const tensors = tensorsOf(domain);
  const { architecture } = domain.generator;
  const { method, options, classes, name } = domain.identity;
  const manifest: GeneratorManifest = {
    format: 'ftn-generator-adapter',
    version: 1,
    name,
    method: method.name,
    options: { ...method.options },
    layers: layersOf(domain),
    ...options,
    generator: { name: architecture.name, sha256: await generatorHash(domain.generator) },
    classes: [...classes],
    size: architecture.config.resolution,
    ...details,
    sha256: await hashTensors(tensors),
  };
  return {
    'adapter.json': formatGeneratorManifest(manifest),
    'adapter.safetensors': encodeSafetensors(tensors, { format: manifest.format, sha256: manifest.sha256 }),
    'README.md': generatorCard(manifest, domain.counts()),
  };
}

/** Refuses another generator, by name and by the hash of its weights. */
async function checkGenerator({ generator: wanted }: GeneratorManifest, generator: Generator, file: string) {
  const sha256 = await generatorHash(generator);
  const { name } = generator.architecture;
  if (wanted.name === name && wanted.sha256 === sha256) return;
  const describe = (network: string, hash: string) => `${network} with weights ${hash.slice(0, 12)}`;
  throw new MismatchError('the adapter was trained over another generator', {
    file,
    expected: describe(wanted.name, wanted.sha256),
    got: describe(name, sha256),
    hint: 'Give the generator weights it was trained over.',
  });
}

/** The method adapter.json names; what it cannot be is the file's fault, not the caller's. */
function readMethod({ method, options }: GeneratorManifest, file: string) {
  try {
    return createMethod(method, options);
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    throw new FormatError(error.problem, { ...error.details, file });
  }
}

/** Refuses layers or ranks that are not those adapter.json lists: a layer may be pruned, but not lost. */
function checkLayers(domain: GeneratorDomain, manifest: GeneratorManifest, file: string): void {
  const found = layersOf(domain);
  const names = [...new Set([...Object.keys(manifest.layers), ...Object.keys(found)])];
  const wrong = names.find((name) => manifest.layers[name] !== found[name]);
  if (wrong === undefined) return;
  throw new MismatchError(`layer '${wrong}' is not as adapter.json lists it`, {
    file,
    expected: `rank ${manifest.layers[wrong] ?? 'none'}`,
    got: `rank ${found[wrong] ?? 'none'}`,
    hint: 'Check that adapter.json and adapter.safetensors were written together.',
  });
}

/**
 * A domain from its folder's bytes, strictly.
 *
 * @throws MismatchError for another generator, and where a tensor or layer is missing, left over or of another shape
 * @throws FormatError where a file is broken or its tensors changed since they were written
 */
export async function decodeGeneratorDomain(
  files: Pick<GeneratorDomainFiles, 'adapter.safetensors' | 'adapter.json'>,
  generator: Generator,
  folder?: string,
): Promise<{ domain: GeneratorDomain; manifest: GeneratorManifest }> {
  const at = (name: string) => (folder === undefined ? name : `${folder}/${name}`);
  const manifest = parseGeneratorManifest(files['adapter.json'], at('adapter.json'));
  await checkGenerator(manifest, generator, at('adapter.json'));
  const method = readMethod(manifest, at('adapter.json'));
  const file = at('adapter.safetensors');
  const { tensors } = decodeSafetensors(files['adapter.safetensors'], { file });
  if ((await hashTensors(tensors)) !== manifest.sha256) {
    throw new FormatError('the tensors are not those adapter.json was written with', {
      file,
      hint: 'Copy the whole adapter folder again.',
    });
  }
  const loaded = new Map([...tensors].map(([name, data]) => [name, fromFileTensor(data)]));
  try {
    const { name, classes, linears, spectralNorm } = manifest;
    const identity = { name, generator, method, classes, options: { linears, spectralNorm } };
    const domain = restoreGeneratorDomain(identity, loaded, file);
    try {
      checkLayers(domain, manifest, file);
    } catch (error) {
      domain.dispose();
      throw error;
    }
    return { domain, manifest };
  } finally {
    for (const tensor of loaded.values()) tensor.dispose();
  }
}
