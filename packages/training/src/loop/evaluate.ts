import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { Accuracy } from '@ftn/metrics';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { eventLoopTurn } from './event-loop-turn.js';

/**
 * Classifies every batch with the domain's running statistics and returns the accuracies; `onBatch` may
 * throw to end it early.
 */
export async function evaluateDomain(
  domain: Domain,
  batches: AsyncIterable<Batch>,
  onBatch?: (images: number) => void,
): Promise<ReturnType<Accuracy['result']>> {
  const accuracy = new Accuracy({ classes: domain.classes.length });
  for await (const { images, shape, labels } of batches) {
    const logits = tidy(() => domain.forward(tensor4d(images, [...shape]), 'eval').output.dataSync());
    accuracy.update(logits as Float32Array, labels);
    onBatch?.(labels.length);
    await eventLoopTurn();
  }
  return accuracy.result();
}
