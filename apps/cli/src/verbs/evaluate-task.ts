import type { Adapter } from '@ftn/adapters';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { loadDenseRecipe } from '../compose/dense/dense-recipes.js';
import { openDenseData, requireDenseWord } from '../compose/dense/dense-words.js';
import { labelsOf, requireSameLabels } from '../compose/dense/match-labels.js';
import { measureTask } from '../compose/dense/measure-task.js';
import { denseTaskOf, openDenseAdapter } from '../compose/dense/open-dense-adapter.js';
import type { SplitName } from '../compose/domain-data.js';
import { engineLine } from '../compose/engine-line.js';
import { columns } from '../terminal/columns.js';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber, required } from './flags.js';

interface EvaluateTaskFlags {
  weights?: string;
  data?: string;
  split: SplitName;
  limit?: string;
  workers?: string;
  json?: boolean;
}

/** `ftn evaluate` of a dense task's adapter: every metric of the task over a set of images. */
export async function evaluateTask(
  adapter: Adapter & { readonly folder: string },
  flags: EvaluateTaskFlags,
  terminal: Terminal,
): Promise<void> {
  const spec = required('--data SPEC', flags.data);
  const workers = optionalNumber('workers', flags.workers);
  const limit = optionalNumber('limit', flags.limit, 1);
  const { manifest, folder } = adapter;
  const { task, input } = denseTaskOf(adapter);
  const { madeUp, seed } = loadDenseRecipe(requireDenseWord(spec).word.recipe);
  const [height, width] = input.size;
  const size: [number, number] = [height, width];
  const labels = labelsOf(manifest.outputs);
  const data = await openDenseData(spec, { seed, madeUp, size, labels, tasks: [task.name], limit });
  requireSameLabels(task, manifest, data, folder);
  const images = data[flags.split];
  if (!images) {
    throw new UsageError(`'${data.name}' has no ${flags.split} images`, {
      expected: '--split train or test',
    });
  }
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const opened = await openDenseAdapter(adapter, flags.weights);
  try {
    const label = `${data.name}, ${task.name}: ${flags.split}`;
    const metrics = await measureTask(opened.domain, task, images, {
      input,
      workers,
      onBatch: (done) => terminal.progress(label, { done, total: images.length }),
    });
    terminal.endProgress();
    const { method } = manifest;
    const rows = Object.entries(metrics).map(([metric, value]) => ({
      method,
      domain: data.name,
      task: task.name,
      metric,
      value,
    }));
    if (flags.json) {
      terminal.json({ id: 'evaluate', engine: engine.name, split: flags.split, images: images.length, rows });
      return;
    }
    terminal.print(`${label}: ${images.length} images`);
    const lines = rows.map(({ metric, value }) => ({ metric, value: value.toFixed(4) }));
    for (const line of columns(lines)) terminal.print(line);
  } finally {
    opened.dispose();
  }
}
