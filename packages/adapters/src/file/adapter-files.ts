import { decodeSafetensors, encodeSafetensors, hashTensors, type NamedTensors } from '@ftn/checkpoints';
import { FormatError, UsageError } from '@ftn/errors';
import { adapterCard } from './card.js';
import { identityHash, sealed, sha256 } from './integrity.js';
import { type AdapterManifest, formatManifest } from './manifest.js';
import { parseManifest } from './parse-manifest.js';

/**
 * The three files of an adapter's folder, by name. The first two vouch for each other: adapter.json holds the hashes of
 * both, and adapter.safetensors that of what makes adapter.json its own. The card is for people, who may change it.
 */
export interface AdapterFiles {
  readonly 'adapter.safetensors': Uint8Array;
  readonly 'adapter.json': string;
  readonly 'README.md': string;
}

/** An adapter as its files hold it, checked as far as it can be without the network it belongs to. */
export interface Adapter {
  readonly manifest: AdapterManifest;
  readonly tensors: NamedTensors;
  /** Where it was read from; errors name it. */
  readonly folder?: string | undefined;
}

/** A manifest without its hashes. */
export type ManifestBody<M extends AdapterManifest = AdapterManifest> = M extends AdapterManifest
  ? Omit<M, 'format' | 'version' | 'integrity'>
  : never;

/** What may change in an adapter that stays the one it is. */
export type ManifestChanges = Partial<Pick<AdapterManifest, 'metrics' | 'data' | 'training'>>;

/** The name of one of an adapter's files, with its folder. */
export function fileOf({ folder }: Pick<Adapter, 'folder'>, name: keyof AdapterFiles): string {
  return folder === undefined ? name : `${folder}/${name}`;
}

/**
 * The files of an adapter.
 *
 * @throws UsageError where adapter.json could not be read back, such as with a metric that is not finite
 */
export async function encodeAdapter(body: ManifestBody, tensors: NamedTensors): Promise<AdapterFiles> {
  const unsealed = { format: 'ftn-adapter', version: 2, ...body } as const;
  const identity = await identityHash(unsealed as Omit<AdapterManifest, 'integrity'>);
  const ofTensors = await hashTensors(tensors);
  const metadata = { format: 'ftn-adapter', version: '2', sha256: ofTensors, identity };
  const bytes = encodeSafetensors(tensors, metadata);
  const integrity = { tensors: ofTensors, file: await sha256(bytes) };
  const manifest = await sealed({ ...unsealed, integrity } as AdapterManifest);
  return {
    'adapter.safetensors': bytes,
    'adapter.json': formatManifest(manifest),
    'README.md': adapterCard(manifest),
  };
}

/**
 * adapter.json and the card with other metrics, data or training metadata; a file of version 1 becomes one
 * of version 2 over the same tensors.
 *
 * @throws UsageError where adapter.json could not be read back, such as with a metric that is not finite
 */
export async function changeManifest(
  { manifest, folder }: Pick<Adapter, 'manifest' | 'folder'>,
  tensorFile: Uint8Array,
  changes: ManifestChanges,
): Promise<Pick<AdapterFiles, 'adapter.json' | 'README.md'> & { manifest: AdapterManifest }> {
  const { tensors, file = await sha256(tensorFile) } = manifest.integrity;
  const known = Object.keys(changes).every((key) => ['metrics', 'data', 'training'].includes(key));
  if (!known) {
    throw new UsageError('only the metadata of an adapter may change, not its identity', {
      ...(folder === undefined ? {} : { file: folder }),
      expected: 'metrics, data or training',
      got: Object.keys(changes).join(', '),
    });
  }
  const changed = await sealed({ ...manifest, ...changes, integrity: { tensors, file } });
  return { manifest: changed, 'adapter.json': formatManifest(changed), 'README.md': adapterCard(changed) };
}

/**
 * An adapter from its folder's bytes.
 *
 * @throws FormatError where a file is damaged, or the two were not written together
 */
export async function decodeAdapter(
  files: Pick<AdapterFiles, 'adapter.safetensors' | 'adapter.json'>,
  folder?: string,
): Promise<Adapter> {
  const file = fileOf({ folder }, 'adapter.safetensors');
  const manifest = await parseManifest(files['adapter.json'], fileOf({ folder }, 'adapter.json'));
  const bytes = files['adapter.safetensors'];
  const { integrity } = manifest;
  if (integrity.file !== undefined && (await sha256(bytes)) !== integrity.file) refuseTensors(file);
  const { tensors, metadata } = decodeSafetensors(bytes, { file });
  if (integrity.file === undefined && (await hashTensors(tensors)) !== integrity.tensors) refuseTensors(file);
  const identity = metadata.get('identity');
  if (identity !== undefined && identity !== (await identityHash(manifest))) {
    throw new FormatError('adapter.json does not match adapter.safetensors', {
      file: fileOf({ folder }, 'adapter.json'),
      hint: 'Copy the whole adapter folder again.',
    });
  }
  return { manifest, tensors, folder };
}

function refuseTensors(file: string): never {
  throw new FormatError('the tensors do not match adapter.json', {
    file,
    hint: 'Copy the whole adapter folder again.',
  });
}
