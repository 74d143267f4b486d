import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AdapterManifest, type Domain, decodeDomain, parseManifest } from '@ftn/adapters';
import { StorageError, UsageError } from '@ftn/errors';
import { openBackbone } from './backbone.js';
import type { EvaluationSettings } from './loaders.js';
import { readBytes } from './read-bytes.js';

/** A domain read from its folder, on the backbone it was trained over. */
export interface OpenDomain {
  readonly domain: Domain;
  readonly manifest: AdapterManifest;
  dispose(): void;
}

/** A classifier, ready to be given images. */
export interface OpenAdapter extends OpenDomain {
  /** How its images are prepared. */
  readonly settings: EvaluationSettings;
}

/** Images in one batch of an evaluation. */
const batchSize = 32;

/** The folder that holds adapter.json: the given one, or the `adapter` in a run's folder. */
export function adapterFolder(folder: string): string {
  const found = [folder, join(folder, 'adapter')].find((candidate) =>
    existsSync(join(candidate, 'adapter.json')),
  );
  if (found) return found;
  throw new StorageError('there is no adapter in this folder', {
    file: resolve(folder),
    expected: 'adapter.json and adapter.safetensors',
    hint: "--adapter takes the folder 'ftn train' wrote, or the 'adapter' in it.",
  });
}

/** What adapter.json says, without a backbone. */
export async function readManifest(folder: string): Promise<AdapterManifest> {
  const file = join(adapterFolder(folder), 'adapter.json');
  return parseManifest(new TextDecoder().decode(await readBytes(file)), file);
}

/** The domain of a folder, for whatever task, over the backbone weights of a file; errors name the file that does not fit. */
export async function openDomain(folder: string, weights: string | undefined): Promise<OpenDomain> {
  const at = adapterFolder(folder);
  const json = new TextDecoder().decode(await readBytes(join(at, 'adapter.json')));
  const { name, outputStride } = parseManifest(json, join(at, 'adapter.json')).backbone;
  const backbone = await openBackbone({ name, weights, outputStride });
  try {
    const bytes = await readBytes(join(at, 'adapter.safetensors'));
    const files = { 'adapter.json': json, 'adapter.safetensors': bytes };
    const { domain, manifest } = await decodeDomain(files, backbone, at);
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
function evaluationSettings({ input, task }: AdapterManifest, folder: string): EvaluationSettings {
  const { size, mean, std, transforms = 'imagenet-evaluation' } = input;
  if (task !== undefined || typeof size !== 'number') {
    throw new UsageError('this adapter is no classifier of square images', {
      file: adapterFolder(folder),
      got: task ?? `images of ${String(size)} pixels`,
      hint: 'Name the adapter of a classifier.',
    });
  }
  return {
    input: { size, mean: mean as [number, number, number], std: std as [number, number, number] },
    transforms: { evaluate: transforms },
    batchSize,
  };
}

/** The classifier of a folder over the backbone weights of a file; errors name the file that does not fit. */
export async function openAdapter(folder: string, weights: string | undefined): Promise<OpenAdapter> {
  const settings = evaluationSettings(await readManifest(folder), folder);
  return { ...(await openDomain(folder, weights)), settings };
}
