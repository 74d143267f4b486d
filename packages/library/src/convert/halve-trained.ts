import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Domain, decodeAdapter, domainOf } from '@ftn/adapters';
import { readAdapterFolder, updateAdapterFolder, writeAdapterFiles } from '@ftn/adapters/node';
import type { Dataset } from '@ftn/datasets';
import type { Task } from '@ftn/tasks';
import { evaluateOnThreads } from '@ftn/training';
import { type EvaluationSettings, evaluationLoader } from '../data/subject.js';
import type { RunContext } from '../progress/run.js';
import { adapterInHalf, finite, type HalvedAdapter, halvedMetrics } from './adapter-in-half.js';

/** An adapter that was just trained, tested and written. */
interface TrainedAdapter {
  readonly folder: string;
  readonly domain: Domain;
  readonly task: Task;
  /** Its test images, prepared as they were when it was tested. */
  readonly test: Dataset;
  readonly settings: EvaluationSettings;
  /** What it reaches on them. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly workers?: number | undefined;
}

/**
 * Stores a trained adapter in half precision in its own folder and tests it as it is then, on the same images: what its file
 * says it reaches is what it reaches.
 *
 * @throws FormatError for a number beyond ±65504; the adapter stays as it was
 */
export async function halveTrained(
  { folder, domain, task, test, settings, metrics, workers }: TrainedAdapter,
  { emit, stop }: RunContext,
): Promise<HalvedAdapter> {
  const whole = await readAdapterFolder(folder);
  const files = await adapterInHalf(whole);
  const halved = await domainOf(await decodeAdapter(files, folder), domain.backbone);
  const loader = evaluationLoader(test, settings, { targets: task.targets, workers });
  const label = `${domain.name}: testing in float16`;
  let done = 0;
  try {
    const { metrics: after } = await evaluateOnThreads(halved, task, loader.batches(0), {
      onBatch({ shape }) {
        stop.throwIfRequested('training is finished and kept, in float32');
        done += shape[0];
        emit({ kind: 'progress', label, done, total: test.length });
      },
    });
    emit({ kind: 'done', label });
    const bytesBefore = (await stat(join(whole.folder, 'adapter.safetensors'))).size;
    await writeAdapterFiles(folder, files);
    await updateAdapterFolder(folder, { metrics: { ...whole.manifest.metrics, ...finite(after) } });
    const about = { folder, domain: whole.manifest.name, task: task.name, bytesBefore };
    const measured = { split: 'test', images: test.length, metrics: halvedMetrics(metrics, after) };
    return { ...about, bytes: files['adapter.safetensors'].length, measured };
  } finally {
    halved.dispose();
    await loader.close();
  }
}
