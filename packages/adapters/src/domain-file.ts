import { type Backbone, createHead, type HeadDescription } from '@ftn/backbones';
import { decodeSafetensors, encodeSafetensors, hashTensors, type NamedTensors } from '@ftn/checkpoints';
import { FormatError, FtnError, MismatchError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import {
  type AdapterManifest,
  formatManifest,
  type ManifestDetails,
  parseManifest,
} from './adapter-manifest.js';
import { backboneHash } from './backbone-file.js';
import { modelCard } from './card.js';
import type { Domain } from './domain.js';
import { restoreDomain } from './restore-domain.js';
import { fromFileTensor, toFileTensors } from './tensor-data.js';

/** The three files of a domain's folder, by name. */
export interface DomainFiles {
  readonly 'adapter.safetensors': Uint8Array;
  readonly 'adapter.json': string;
  readonly 'README.md': string;
}

/** Every adapted convolution with its rank, or null where its ΔW has none. */
function layersOf(domain: Domain): AdapterManifest['layers'] {
  const { parametrizations } = domain.parts;
  return Object.fromEntries(
    domain.adaptedLayers().map((name) => [name, parametrizations.get(name)!.rank ?? null]),
  );
}

const outputStrideOf = ({ architecture }: Backbone) => architecture.features.at(-1)!.reduction;

function describeHead({ parts }: Domain): HeadDescription {
  const { kind, options } = parts.head.architecture;
  return { kind, options };
}

/**
 * The bytes of a domain's folder: everything it needs beyond the backbone, and nothing else.
 *
 * @throws UsageError where a detail could not be read back, such as a metric that is not finite
 */
export async function encodeDomain(domain: Domain, details: ManifestDetails): Promise<DomainFiles> {
  const tensors = toFileTensors(domain.stored());
  const { architecture } = domain.backbone;
  const manifest: AdapterManifest = {
    format: 'ftn-adapter',
    version: 1,
    name: domain.name,
    method: domain.method.name,
    options: domain.method.options,
    layers: layersOf(domain),
    backbone: {
      name: architecture.name,
      sha256: await backboneHash(domain.backbone),
      outputStride: outputStrideOf(domain.backbone),
    },
    classes: domain.classes,
    head: describeHead(domain),
    ...details,
    sha256: await hashTensors(tensors),
  };
  return {
    'adapter.json': formatManifest(manifest),
    'adapter.safetensors': encodeSafetensors(tensors, { format: 'ftn-adapter', sha256: manifest.sha256 }),
    'README.md': modelCard(manifest, domain.counts()),
  };
}

/** Refuses another backbone, by name, by the hash of its weights and by its output stride. */
async function checkBackbone(manifest: AdapterManifest, backbone: Backbone, file: string): Promise<void> {
  const sha256 = await backboneHash(backbone);
  const { name } = backbone.architecture;
  const same = manifest.backbone.name === name && manifest.backbone.sha256 === sha256;
  const stride = outputStrideOf(backbone);
  const { outputStride = stride } = manifest.backbone;
  if (same && outputStride === stride) return;
  if (same) {
    throw new MismatchError('the adapter was trained over the backbone at another output stride', {
      file,
      expected: String(outputStride),
      got: String(stride),
      hint: 'Create the backbone with that output stride.',
    });
  }
  const describe = (net: string, hash: string) => `${net} with weights ${hash.slice(0, 12)}`;
  throw new MismatchError('the adapter was trained over another backbone', {
    file,
    expected: describe(manifest.backbone.name, manifest.backbone.sha256),
    got: describe(name, sha256),
    hint: 'Give the backbone weights it was trained over.',
  });
}

/** The tensors of adapter.safetensors; a FormatError where they are not those adapter.json was written with. */
async function readTensors(
  bytes: Uint8Array,
  manifest: AdapterManifest,
  file: string,
): Promise<NamedTensors> {
  const { tensors } = decodeSafetensors(bytes, { file });
  if ((await hashTensors(tensors)) === manifest.sha256) return tensors;
  throw new FormatError('the tensors are not those adapter.json was written with', {
    file,
    hint: 'Copy the whole adapter folder again.',
  });
}

/** Reads what adapter.json names; what it cannot be is the file's fault, not the caller's. */
function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    const { file: _none, ...details } = error.details;
    throw new FormatError(error.problem, { ...details, file });
  }
}

/** Refuses layers or ranks that are not those adapter.json lists: a layer may be pruned, but not lost. */
function checkLayers(domain: Domain, manifest: AdapterManifest, file: string): void {
  const found = layersOf(domain);
  const names = [...new Set([...Object.keys(manifest.layers), ...Object.keys(found)])];
  const wrong = names.find((name) => manifest.layers[name] !== found[name]);
  if (wrong === undefined) return;
  const describe = (rank: number | null | undefined) =>
    rank === undefined ? 'no tensors' : rank === null ? 'tensors' : `rank ${rank}`;
  throw new MismatchError(`layer '${wrong}' is not as adapter.json lists it`, {
    file,
    expected: describe(manifest.layers[wrong]),
    got: describe(found[wrong]),
    hint: 'Check that adapter.json and adapter.safetensors were written together.',
  });
}

/**
 * A domain from its folder's bytes, strictly.
 *
 * @throws MismatchError for another backbone, and where a tensor or layer is missing, left over or of another shape
 * @throws FormatError where a file is broken or its tensors changed since they were written
 */
export async function decodeDomain(
  files: Pick<DomainFiles, 'adapter.safetensors' | 'adapter.json'>,
  backbone: Backbone,
  folder?: string,
): Promise<{ domain: Domain; manifest: AdapterManifest }> {
  const at = (name: string) => (folder === undefined ? name : `${folder}/${name}`);
  const manifest = parseManifest(files['adapter.json'], at('adapter.json'));
  await checkBackbone(manifest, backbone, at('adapter.json'));
  const { head, classes } = manifest;
  const method = named(at('adapter.json'), () => createMethod(manifest.method, manifest.options));
  named(at('adapter.json'), () => createHead(backbone.architecture, classes.length, head));
  const file = at('adapter.safetensors');
  const tensors = await readTensors(files['adapter.safetensors'], manifest, file);
  const loaded = new Map([...tensors].map(([name, data]) => [name, fromFileTensor(data)]));
  try {
    const { name } = manifest;
    const identity = { name, backbone, method, classes, ...(head ? { head } : {}), file };
    const domain = restoreDomain(identity, loaded);
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
