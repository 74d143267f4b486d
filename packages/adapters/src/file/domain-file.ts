import { type Backbone, createHead, type HeadDescription } from '@ftn/backbones';
import { MismatchError } from '@ftn/errors';
import { backboneHash } from '../backbone-file.js';
import type { Domain } from '../domain.js';
import { restoreDomain } from '../restore-domain.js';
import { fromFileTensor, toFileTensors } from '../tensor-data.js';
import {
  type Adapter,
  type AdapterFiles,
  decodeAdapter,
  encodeAdapter,
  fileOf,
  type ManifestBody,
} from './adapter-files.js';
import { faultOfFile, layersOf, methodOf, requireListed, requireNetwork } from './fit.js';
import { currentLibrary } from './library.js';
import type { AdapterManifest, BackboneManifest } from './manifest.js';

/** Metadata the caller adds to that of the domain. */
export interface AdapterDetails
  extends Pick<AdapterManifest, 'input' | 'data' | 'training'>,
    Partial<Pick<AdapterManifest, 'task' | 'metrics' | 'library'>> {}

const outputStrideOf = ({ architecture }: Backbone) => architecture.features.at(-1)!.reduction;

function describeHead({ parts }: Domain): HeadDescription {
  const { kind, options } = parts.head.architecture;
  return { kind, options };
}

/**
 * What adapter.json says of a domain, before it is known what it is to vouch for.
 *
 * @param details its task (default `classification`), how images are prepared, and what is known of its data, training
 * and metrics
 */
export async function describeDomain(
  domain: Domain,
  details: AdapterDetails,
): Promise<ManifestBody<BackboneManifest>> {
  const { input, data, training, task = 'classification', metrics = {}, library = currentLibrary } = details;
  const { architecture } = domain.backbone;
  return {
    name: domain.name,
    task,
    method: domain.method.name,
    options: domain.method.options,
    layers: layersOf(domain.parts.parametrizations),
    network: {
      kind: 'backbone',
      name: architecture.name,
      sha256: await backboneHash(domain.backbone),
      outputStride: outputStrideOf(domain.backbone),
    },
    head: describeHead(domain),
    outputs: domain.classes,
    input,
    counts: { ...domain.counts() },
    data,
    training,
    metrics,
    library,
  };
}

/**
 * The files of a domain: everything it needs beyond the backbone, and nothing else.
 *
 * @throws UsageError where a detail could not be read back, such as a metric that is not finite
 */
export async function encodeDomain(domain: Domain, details: AdapterDetails): Promise<AdapterFiles> {
  return encodeAdapter(await describeDomain(domain, details), toFileTensors(domain.stored()));
}

function checkOutputStride({ network }: BackboneManifest, backbone: Backbone, file: string): void {
  const stride = outputStrideOf(backbone);
  const { outputStride = stride } = network;
  if (outputStride === stride) return;
  throw new MismatchError('the adapter was trained over the backbone at another output stride', {
    file,
    expected: String(outputStride),
    got: String(stride),
    hint: 'Create the backbone with that output stride.',
  });
}

/**
 * The domain of an adapter over its backbone, strictly.
 *
 * @throws MismatchError for another backbone, and where a tensor or layer is missing, left over or of another shape
 * @throws FormatError for an adapter of a generator, and where adapter.json names what does not exist
 */
export async function domainOf(adapter: Adapter, backbone: Backbone): Promise<Domain> {
  const { name: networkName } = backbone.architecture;
  const sha256 = await backboneHash(backbone);
  const manifest = requireNetwork(adapter, { kind: 'backbone', name: networkName, sha256 });
  checkOutputStride(manifest, backbone, fileOf(adapter, 'adapter.json'));
  const { name, head, outputs } = manifest;
  const method = methodOf(adapter);
  faultOfFile(adapter, () => createHead(backbone.architecture, outputs.length, head));
  const file = fileOf(adapter, 'adapter.safetensors');
  const loaded = new Map([...adapter.tensors].map(([tensor, data]) => [tensor, fromFileTensor(data)]));
  try {
    const domain = restoreDomain({ name, backbone, method, classes: outputs, head, file }, loaded);
    return requireListed(domain, adapter);
  } finally {
    for (const tensor of loaded.values()) tensor.dispose();
  }
}

/**
 * A domain from its folder's bytes, strictly: `decodeAdapter` and `domainOf` in one.
 *
 * @throws MismatchError for another backbone, and where a tensor or layer is missing, left over or of another shape
 * @throws FormatError where a file is damaged, or the two were not written together
 */
export async function decodeDomain(
  files: Pick<AdapterFiles, 'adapter.safetensors' | 'adapter.json'>,
  backbone: Backbone,
  folder?: string,
): Promise<{ domain: Domain; manifest: BackboneManifest }> {
  const adapter = await decodeAdapter(files, folder);
  const domain = await domainOf(adapter, backbone);
  return { domain, manifest: adapter.manifest as BackboneManifest };
}
