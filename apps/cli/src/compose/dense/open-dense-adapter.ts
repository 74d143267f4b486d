import type { AdapterManifest } from '@ftn/adapters';
import { FormatError } from '@ftn/errors';
import { createDenseTask, type DenseTask } from '@ftn/training';
import { type OpenDomain, openDomain } from '../open-adapter.js';
import type { DenseInput } from './dense-loaders.js';
import { taskNames } from './dense-members.js';

/** A dense task's domain, ready to be given images. */
export interface OpenDenseAdapter extends OpenDomain {
  readonly task: DenseTask;
  /** How its images are prepared. */
  readonly input: DenseInput;
}

/** Images in one batch of an evaluation. */
const batchSize = 4;

/** The task and the images of an adapter that says it has one. */
export function denseTaskOf(
  { task: name, classes, input: { size, mean, std, transforms = 'dense-evaluation' } }: AdapterManifest,
  folder: string,
): { task: DenseTask; input: DenseInput } {
  if (name === undefined || typeof size === 'number') {
    throw new FormatError('this adapter is of no dense task', {
      file: folder,
      expected: 'a task, and a height and a width',
      got: name ?? `images of ${String(size)} pixels`,
    });
  }
  const [known] = taskNames([name]);
  const task = createDenseTask(known!, { classes });
  const input = {
    size: [size[0], size[1]] as [number, number],
    mean: mean as [number, number, number],
    std: std as [number, number, number],
  };
  return { task, input: { input, transforms: { train: transforms, evaluate: transforms }, batchSize } };
}

/** The dense task of a folder over the backbone weights of a file; errors name the file that does not fit. */
export async function openDenseAdapter(
  folder: string,
  manifest: AdapterManifest,
  weights: string | undefined,
): Promise<OpenDenseAdapter> {
  const settings = denseTaskOf(manifest, folder);
  return { ...(await openDomain(folder, weights)), ...settings };
}
