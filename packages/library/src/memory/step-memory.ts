import type { Domain } from '@ftn/adapters';
import type { Size } from '@ftn/datasets';
import { type Member, stepGradients } from '@ftn/training';
import { memory, profile } from '@tensorflow/tfjs-core';
import { blankBatch } from './blank-batch.js';

/** What a training step of a domain needs beyond what is in memory before it, in bytes. */
export interface StepMemory {
  /** Independent of the batch size: gradients, optimizer state and its updated copy. */
  readonly fixed: number;
  /** For each image of a batch: the activations kept for the gradient. */
  readonly perImage: number;
}

/** Bytes of tensors that a pass adds at its peak; it must leave none. */
export async function passPeak(pass: () => void): Promise<number> {
  const before = memory().numBytes;
  const { peakBytes } = await profile(() => {
    pass();
    return [];
  });
  return peakBytes - before;
}

/** Bytes of values, gradient and two slots laid end to end, and the next values and slots beside them. */
export function optimizerBytes(domain: Pick<Domain, 'parameters'>): number {
  return 7 * 4 * domain.parameters().reduce((n, { variable }) => n + variable.size, 0);
}

/**
 * Measures, by passes of two and of three images, what a step of some tasks in turn needs; nothing of the domains
 * changes. Activations are released task by task: the task with the most outputs has the most.
 */
export async function measureStepMemory(members: readonly Member[], size: Size): Promise<StepMemory> {
  const widest = members.reduce((a, b) => (b.task.outputs.length > a.task.outputs.length ? b : a));
  const peakOf = (images: number) => {
    const batch = blankBatch(images, size);
    return passPeak(() => stepGradients(widest.domain, batch, widest.task).dispose());
  };
  // One image alone has no variance where a batch norm sees the mean of the image.
  const two = await peakOf(2);
  const perImage = Math.max(0, (await peakOf(3)) - two);
  const state = members.reduce((sum, { domain }) => sum + optimizerBytes(domain), 0);
  return { fixed: Math.max(0, two - 2 * perImage) + state, perImage };
}
