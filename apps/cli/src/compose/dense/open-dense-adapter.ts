import { type Adapter, type InputDescription, normalizationOf } from '@ftn/adapters';
import type { DenseStep } from '@ftn/datasets';
import { FormatError } from '@ftn/errors';
import { createDenseTask, type DenseTask } from '@ftn/training';
import { type OpenDomain, overBackbone } from '../open-adapter.js';
import type { DenseEvaluation } from './dense-loaders.js';
import { taskNames } from './dense-members.js';

/** How the images of a dense task's adapter are prepared, and at what size it was trained. */
export interface DenseAdapterInput
  extends DenseEvaluation,
    Pick<InputDescription, 'size'>,
    ReturnType<typeof normalizationOf> {}

/** A dense task's domain, ready to be given images. */
export interface OpenDenseAdapter extends OpenDomain {
  readonly task: DenseTask;
  /** How its images are prepared. */
  readonly input: DenseAdapterInput;
}

/** Images in one batch of an evaluation. */
const batchSize = 4;

/** The task and the images of an adapter of a dense task. */
export function denseTaskOf({ manifest, folder }: Adapter): { task: DenseTask; input: DenseAdapterInput } {
  const { task: name, outputs, input } = manifest;
  if (name === 'classification' || name === 'reconstruction') {
    throw new FormatError('this adapter is of no dense task', {
      ...(folder === undefined ? {} : { file: folder }),
      got: name,
    });
  }
  const [known] = taskNames([name]);
  const task = createDenseTask(known!, { classes: outputs });
  // A step that maps do not know is refused where the images are read.
  const steps = input.steps as readonly DenseStep[];
  return { task, input: { size: input.size, ...normalizationOf(input), steps, batchSize } };
}

/** The dense task of an adapter over the backbone weights of a file; errors name the file that does not fit. */
export async function openDenseAdapter(
  adapter: Adapter,
  weights: string | undefined,
): Promise<OpenDenseAdapter> {
  const settings = denseTaskOf(adapter);
  return { ...(await overBackbone(adapter, weights)), ...settings };
}
