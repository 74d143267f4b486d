import { type Adapter, type BackboneManifest, type Domain, domainOf, type InputStep } from '@ftn/adapters';
import { readAdapterFolder } from '@ftn/adapters/node';
import { FormatError, UsageError } from '@ftn/errors';
import { openBackbone } from './backbone.js';

/** A domain read from its folder, on the backbone it was trained over. */
export interface OpenDomain {
  readonly domain: Domain;
  readonly manifest: BackboneManifest;
  dispose(): void;
}

/** A classifier, ready to be given images. */
export interface OpenAdapter extends OpenDomain {
  /** How its images are prepared; `size` is their height and width. */
  readonly settings: {
    readonly size: number;
    readonly steps: readonly InputStep[];
    readonly batchSize: number;
  };
}

/** Images in one batch of an evaluation. */
const batchSize = 32;

/** The manifest of an adapter over a backbone. */
export function requireBackbone({ manifest, folder }: Adapter): BackboneManifest {
  if ('head' in manifest) return manifest;
  throw new FormatError('this is the adapter of a generator of images', {
    ...(folder === undefined ? {} : { file: folder }),
    expected: 'the adapter of a network that sees images',
  });
}

/** The domain of a folder, for whatever task, over the backbone weights of a file; errors name the file that does not fit. */
export async function openDomain(folder: string, weights: string | undefined): Promise<OpenDomain> {
  return overBackbone(await readAdapterFolder(folder), weights);
}

/** An adapter's domain over the backbone weights of a file. */
export async function overBackbone(adapter: Adapter, weights: string | undefined): Promise<OpenDomain> {
  const manifest = requireBackbone(adapter);
  const { name, outputStride } = manifest.network;
  const backbone = await openBackbone({ name, weights, outputStride });
  try {
    const domain = await domainOf(adapter, backbone);
    return {
      domain,
      manifest,
      dispose() {
        domain.dispose();
        backbone.dispose();
      },
    };
  } catch (error) {
    backbone.dispose();
    throw error;
  }
}

/** How a classifier's images are prepared; UsageError for an adapter of another task. */
function settingsOf({ input, task }: BackboneManifest, folder: string | undefined): OpenAdapter['settings'] {
  const [height, width] = input.size;
  if (task === 'classification' && height === width) return { size: height, steps: input.steps, batchSize };
  throw new UsageError('this adapter is no classifier of square images', {
    ...(folder === undefined ? {} : { file: folder }),
    got: task === 'classification' ? `images of ${height} × ${width} pixels` : task,
    hint: 'Name the adapter of a classifier.',
  });
}

/** The classifier of an adapter over the backbone weights of a file; errors name the file that does not fit. */
export async function openAdapter(adapter: Adapter, weights: string | undefined): Promise<OpenAdapter> {
  const settings = settingsOf(requireBackbone(adapter), adapter.folder);
  return { ...(await overBackbone(adapter, weights)), settings };
}
