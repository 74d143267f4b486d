import type { Domain } from '@ftn/adapters';
import type { DenseDataset } from '@ftn/datasets';
import { EdgeScorer } from '@ftn/metrics/node';
import {
  type DenseBatch,
  type DenseMeter,
  type DenseTask,
  type DenseTaskName,
  denseSource,
  evaluateDense,
} from '@ftn/training';
import { type DenseEvaluation, denseEvaluationLoader } from './dense-loaders.js';

/** A meter whose work goes on elsewhere and ends with it. */
interface ClosingMeter extends DenseMeter {
  close(): Promise<void>;
}

/** odsF of an edge task's predictions on worker threads, in percent. */
function threadedEdges(): ClosingMeter {
  const scorer = new EdgeScorer();
  return {
    async update(prediction, { edge }) {
      const { data, shape } = edge!;
      const [, height, width] = shape as [number, number, number];
      const size = height * width;
      for (let at = 0; at < data.length; at += size) {
        const image = (of: Float32Array) => ({ data: of.subarray(at, at + size), height, width });
        await scorer.add({ prediction: image(prediction as Float32Array), truth: image(data) });
      }
    },
    async result() {
      const { ods, ois, ap } = await scorer.result();
      return { odsF: 100 * ods.f, oisF: 100 * ois.f, AP: 100 * ap, threshold: ods.threshold };
    },
    close: () => scorer.close(),
  };
}

/** Tasks whose metric costs more than the prediction. */
const threadedMeters: Readonly<Partial<Record<DenseTaskName, () => ClosingMeter>>> = { edge: threadedEdges };

/** Metrics by name, the task's own first. */
export type DenseMetrics = Readonly<Record<string, number>>;

/** Measures a domain on every image of a set; metrics by name, the task's own first. */
export async function measureTask(
  domain: Domain,
  task: DenseTask,
  dataset: DenseDataset,
  options: {
    readonly input: DenseEvaluation;
    readonly workers?: number | undefined;
    /** Called after each batch; may throw to end it. */
    readonly onBatch?: (
      done: number,
      batch: DenseBatch,
      prediction: Float32Array | Int32Array,
    ) => void | Promise<void>;
  },
): Promise<DenseMetrics> {
  const loader = denseEvaluationLoader(dataset, options.input, {
    keys: [task.key],
    workers: options.workers,
  });
  const meter = threadedMeters[task.name]?.();
  let done = 0;
  try {
    return await evaluateDense(domain, task, denseSource(loader).batches(0), {
      ...(meter ? { meter } : {}),
      onBatch(batch, prediction) {
        done += batch.shape[0];
        return options.onBatch?.(done, batch, prediction);
      },
    });
  } finally {
    await loader.close();
    await meter?.close();
  }
}
