import { FormatError, FtnError, MismatchError } from '@ftn/errors';
import { createMethod, type Method, type Parametrization } from '@ftn/tensor-factors';
import { type Adapter, fileOf } from './adapter-files.js';
import type { AdapterManifest, BackboneManifest, GeneratorManifest } from './manifest.js';

/** What an adapter's network is: a backbone, or a generator. */
export type NetworkKind = AdapterManifest['network']['kind'];
/** The adapter.json of an adapter over a network of a kind. */
export type ManifestOf<K extends NetworkKind> = K extends 'backbone' ? BackboneManifest : GeneratorManifest;

const kinds: Readonly<Record<NetworkKind, string>> = {
  backbone: 'a network that sees images',
  generator: 'a generator of images',
};

/**
 * The manifest of an adapter over a network, which must be the one it was trained over.
 *
 * @throws FormatError for an adapter of the other kind
 * @throws MismatchError for a network of another name or with other weights
 */
export function requireNetwork<K extends NetworkKind>(
  adapter: Adapter,
  network: { readonly kind: K; readonly name: string; readonly sha256: string },
): ManifestOf<K> {
  const { manifest } = adapter;
  const file = fileOf(adapter, 'adapter.json');
  const wanted = manifest.network;
  const { kind, name, sha256 } = network;
  if (wanted.kind !== kind) {
    throw new FormatError(`this is the adapter of ${kinds[wanted.kind]}`, {
      file,
      expected: `the adapter of ${kinds[kind]}`,
    });
  }
  if (wanted.name === name && wanted.sha256 === sha256) return manifest as ManifestOf<K>;
  const describe = (net: string, hash: string) => `${net} with weights ${hash.slice(0, 12)}`;
  throw new MismatchError(`the adapter was trained over another ${kind}`, {
    file,
    expected: describe(wanted.name, wanted.sha256),
    got: describe(name, sha256),
    hint: `Give the ${kind} weights it was trained over.`,
  });
}

/** Creates what adapter.json names; an invalid value is a fault of the file, not of the caller. */
export function faultOfFile<T>(adapter: Adapter, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    const { file: _none, ...details } = error.details;
    throw new FormatError(error.problem, { ...details, file: fileOf(adapter, 'adapter.json') });
  }
}

/**
 * The method adapter.json names, with its options.
 *
 * @throws FormatError where there is no such method, or it does not take them
 */
export function methodOf(adapter: Adapter): Method {
  const { method, options } = adapter.manifest;
  return faultOfFile(adapter, () => createMethod(method, options));
}

/** Convolutions with a kernel of the domain's own and the rank of each, or null where its ΔW has none. */
export function layersOf(parametrizations: ReadonlyMap<string, Parametrization>): AdapterManifest['layers'] {
  const adapted = [...parametrizations].filter(([, made]) => made.stored().size > 0);
  return Object.fromEntries(adapted.map(([name, { rank = null }]) => [name, rank]));
}

/** A restored domain of either kind. */
export interface RestoredDomain {
  readonly parts: { readonly parametrizations: ReadonlyMap<string, Parametrization> };
  counts(): object;
  dispose(): void;
}

/**
 * A restored domain, whose layers, ranks and counts must be those adapter.json lists: a layer may be pruned, but not
 * lost. One that is refused is disposed.
 *
 * @throws MismatchError that names the layer or what was counted
 */
export function requireListed<D extends RestoredDomain>(domain: D, adapter: Adapter): D {
  try {
    checkLayers(domain, adapter);
    checkCounts(domain, adapter);
    return domain;
  } catch (error) {
    domain.dispose();
    throw error;
  }
}

const hint = 'Check that adapter.json and adapter.safetensors were written together.';

function checkLayers({ parts }: RestoredDomain, adapter: Adapter): void {
  const { layers } = adapter.manifest;
  const found = layersOf(parts.parametrizations);
  const names = [...new Set([...Object.keys(layers), ...Object.keys(found)])];
  const wrong = names.find((name) => layers[name] !== found[name]);
  if (wrong === undefined) return;
  const describe = (rank: number | null | undefined) =>
    rank === undefined ? 'no tensors' : rank === null ? 'tensors' : `rank ${rank}`;
  throw new MismatchError(`layer '${wrong}' does not match adapter.json`, {
    file: fileOf(adapter, 'adapter.safetensors'),
    expected: describe(layers[wrong]),
    got: describe(found[wrong]),
    hint,
  });
}

function checkCounts(domain: RestoredDomain, adapter: Adapter): void {
  const { counts } = adapter.manifest;
  if (counts === undefined) return;
  const found = domain.counts() as Readonly<Record<string, number>>;
  const names = [...new Set([...Object.keys(counts), ...Object.keys(found)])];
  const wrong = names.find((name) => counts[name] !== found[name]);
  if (wrong === undefined) return;
  throw new MismatchError(`the number of scalars of '${wrong}' does not match adapter.json`, {
    file: fileOf(adapter, 'adapter.safetensors'),
    expected: String(counts[wrong] ?? 0),
    got: String(found[wrong] ?? 0),
    hint,
  });
}
