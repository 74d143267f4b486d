import { type DenseBatch, type DenseRecipe, stepGradients } from '@ftn/training';
import { guardStep, type MemoryLimits } from '../memory-guard.js';
import { optimizerBytes, passPeak, type StepMemory } from '../step-memory.js';
import type { DenseMember } from './dense-members.js';

/** Images of one colour with a map of every kind. */
function blankBatch(images: number, [height, width]: DenseRecipe['input']['size']): DenseBatch {
  const pixels = images * height * width;
  const floats = (channels: number, value: number) => ({
    data: new Float32Array(pixels * channels).fill(value),
    shape: [images, height, width, channels],
  });
  const image = floats(3, 0.5);
  return {
    images: image.data,
    shape: [images, height, width, 3],
    edge: floats(1, 0),
    labels: { data: new Int32Array(pixels), shape: [images, height, width] },
    normals: floats(3, Math.sqrt(1 / 3)),
    depth: floats(1, 1),
    indices: Int32Array.from({ length: images }, (_, i) => i),
  };
}

/**
 * Measures, by passes of two and of three images, what a step of several tasks in turn needs; nothing of the domains
 * changes. Activations are released task by task: the task with the most outputs has the most.
 */
async function measureDenseStep(
  members: readonly DenseMember[],
  size: DenseRecipe['input']['size'],
): Promise<StepMemory> {
  const widest = members.reduce((a, b) => (b.task.outputs.length > a.task.outputs.length ? b : a));
  const peakOf = (images: number) => {
    const batch = blankBatch(images, size);
    return passPeak(() => stepGradients(widest.domain, batch, widest.task).dispose());
  };
  const two = await peakOf(2);
  const perImage = Math.max(0, (await peakOf(3)) - two);
  const state = members.reduce((sum, { domain }) => sum + optimizerBytes(domain), 0);
  return { fixed: Math.max(0, two - 2 * perImage) + state, perImage };
}

/** Refuses a training whose steps would not fit; returns a line on what one takes. */
export async function guardDenseMemory(
  members: readonly DenseMember[],
  question: MemoryLimits & Pick<DenseRecipe['input'], 'size'>,
): Promise<string> {
  return guardStep(await measureDenseStep(members, question.size), question);
}
