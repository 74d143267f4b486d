import {
  type Adapter,
  type AdapterDetails,
  type AdapterFiles,
  currentLibrary,
  decodeAdapter,
  describeInput,
  encodeAdapter,
  fileOf,
  fromFileTensor,
  type GeneratorManifest,
  layersOf,
  methodOf,
  requireListed,
  requireNetwork,
  toFileTensors,
} from '@ftn/adapters';
import type { Generator } from '@ftn/backbones';
import { fromFloat32, type NamedTensors, type TensorData } from '@ftn/checkpoints';
import { generatorHash } from '../files/generator-tensors.js';
import type { GeneratorDomain } from './generator-domain.js';
import { restoreGeneratorDomain } from './restore-domain.js';

/** Metadata the caller adds to that of the domain. */
export type GeneratorAdapterDetails = Omit<AdapterDetails, 'input'> & Partial<Pick<AdapterDetails, 'input'>>;

function tensorsOf(domain: GeneratorDomain): NamedTensors {
  const tensors = new Map<string, TensorData>(toFileTensors(domain.stored()));
  if (!domain.latents) return tensors;
  const { mean, deviation } = domain.latents;
  tensors.set('latents.mean', fromFloat32(mean, [mean.length]));
  return tensors.set('latents.deviation', fromFloat32(deviation, [deviation.length]));
}

/** The images a generator's output is compared with: stretched to its size, in [−1, 1] (supplement E.1). */
function comparedImages(resolution: number) {
  const half = [0.5, 0.5, 0.5];
  const steps = [
    { kind: 'resize', size: resolution },
    { kind: 'normalize', mean: half, std: half },
  ];
  return describeInput(steps, resolution);
}

/**
 * The files of a generator's domain: everything it needs beyond the generator, and nothing else.
 *
 * @param details its task (default `reconstruction`), and what is known of its images, data, training and metrics
 * @throws UsageError where a detail could not be read back, such as a metric that is not finite
 */
export async function encodeGeneratorDomain(
  domain: GeneratorDomain,
  details: GeneratorAdapterDetails = {},
): Promise<AdapterFiles> {
  const { data, training, task = 'reconstruction', metrics = {}, library = currentLibrary } = details;
  const { architecture } = domain.generator;
  const { method, options, classes, name } = domain.identity;
  const network: GeneratorManifest['network'] = {
    kind: 'generator',
    name: architecture.name,
    sha256: await generatorHash(domain.generator),
  };
  const body = {
    name,
    task,
    method: method.name,
    options: method.options,
    layers: layersOf(domain.parts.parametrizations),
    network,
    ...options,
    outputs: classes,
    input: details.input ?? comparedImages(architecture.config.resolution),
    counts: { ...domain.counts() },
    data,
    training,
    metrics,
    library,
  };
  return encodeAdapter(body, tensorsOf(domain));
}

/**
 * The domain of an adapter over its generator, strictly.
 *
 * @throws MismatchError for another generator, and where a tensor or layer is missing, left over or of another shape
 * @throws FormatError for an adapter of a network that sees images, and where adapter.json names what does not exist
 */
export async function generatorDomainOf(adapter: Adapter, generator: Generator): Promise<GeneratorDomain> {
  const sha256 = await generatorHash(generator);
  const network = { kind: 'generator', name: generator.architecture.name, sha256 } as const;
  const { name, outputs, linears, spectralNorm } = requireNetwork(adapter, network);
  const method = methodOf(adapter);
  const loaded = new Map([...adapter.tensors].map(([tensor, data]) => [tensor, fromFileTensor(data)]));
  try {
    const identity = { name, generator, method, classes: outputs, options: { linears, spectralNorm } };
    const domain = restoreGeneratorDomain(identity, loaded, fileOf(adapter, 'adapter.safetensors'));
    return requireListed(domain, adapter);
  } finally {
    for (const tensor of loaded.values()) tensor.dispose();
  }
}

/**
 * A generator's domain from its folder's bytes, strictly: `decodeAdapter` and `generatorDomainOf` in one.
 *
 * @throws MismatchError for another generator, and where a tensor or layer is missing, left over or of another shape
 * @throws FormatError where a file is damaged, or the two were not written together
 */
export async function decodeGeneratorDomain(
  files: Pick<AdapterFiles, 'adapter.safetensors' | 'adapter.json'>,
  generator: Generator,
  folder?: string,
): Promise<{ domain: GeneratorDomain; manifest: GeneratorManifest }> {
  const adapter = await decodeAdapter(files, folder);
  const domain = await generatorDomainOf(adapter, generator);
  return { domain, manifest: adapter.manifest as GeneratorManifest };
}
