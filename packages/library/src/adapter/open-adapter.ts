import { type BackboneManifest, type Domain, domainOf, normalizationOf } from '@ftn/adapters';
import { type AdapterFolder, readAdapterFolder } from '@ftn/adapters/node';
import type { Backbone } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { createTask, type Task } from '@ftn/tasks';
import { decodingOf } from '../data/decoding.js';
import type { EvaluationSettings } from '../data/subject.js';
import { openBackbone } from '../networks/open-backbone.js';

/** A domain read from its folder, with what it was trained for and how its images are prepared. */
export interface OpenAdapter {
  readonly folder: string;
  readonly domain: Domain;
  readonly task: Task;
  readonly manifest: BackboneManifest;
  readonly settings: EvaluationSettings;
  /** What normalised images are brought back by. */
  readonly input: { readonly mean: readonly number[]; readonly std: readonly number[] };
}

/** Images in one batch of an evaluation: as in training, so that it gives the same numbers to the last bit. */
const batchSizeOf = ({ training }: BackboneManifest) => training?.batchSize ?? 4;

/**
 * The manifest of a domain over a backbone.
 * @throws UsageError for a generator's adapter
 */
export function requireBackbone({ manifest, folder }: AdapterFolder): BackboneManifest {
  if ('head' in manifest) return manifest;
  throw new UsageError('this is the adapter of a generator of images', {
    file: folder,
    expected: 'the adapter of a network that sees images',
  });
}

/** An adapter that was read, over its backbone; errors name the file that does not fit. */
export async function adapterOver(read: AdapterFolder, backbone: Backbone): Promise<OpenAdapter> {
  const manifest = requireBackbone(read);
  const task = createTask(manifest.task, { classes: manifest.outputs });
  const { steps } = manifest.input;
  const decode = decodingOf(manifest.input, read.folder);
  const settings = { steps, batchSize: batchSizeOf(manifest), decode };
  const domain = await domainOf(read, backbone);
  return { folder: read.folder, domain, task, manifest, settings, input: normalizationOf(manifest.input) };
}

/** An adapter with its own backbone. */
export interface AloneAdapter extends OpenAdapter, Disposable {
  /** Frees the adapter's tensors and its backbone's. */
  dispose(): void;
}

/** The adapter of a folder over the backbone weights of a file; default those that ship with the library. */
export async function openAdapter(
  folder: string,
  weights?: string,
  read?: AdapterFolder,
): Promise<AloneAdapter> {
  const found = read ?? (await readAdapterFolder(folder));
  const { name, outputStride } = requireBackbone(found).network;
  const backbone = await openBackbone({ name, weights, outputStride });
  try {
    const adapter = await adapterOver(found, backbone);
    const dispose = () => {
      adapter.domain.dispose();
      backbone.dispose();
    };
    return { ...adapter, dispose, [Symbol.dispose]: dispose };
  } catch (error) {
    backbone.dispose();
    throw error;
  }
}
