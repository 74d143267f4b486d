import { resolve } from 'node:path';
import { readAdapterFolder } from '@ftn/adapters/node';
import type { ImageDataset } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { softmax, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { evaluationLoader } from '../compose/loaders.js';
import { type OpenAdapter, openAdapter } from '../compose/open-adapter.js';
import type { Terminal } from '../terminal/terminal.js';
import { required, wholeNumber } from './flags.js';
import { predictTask } from './predict-task.js';

interface PredictFlags {
  adapter?: string;
  weights?: string;
  top: string;
  workers?: string;
  out?: string;
  force?: boolean;
  json?: boolean;
}

interface Prediction {
  readonly class: string;
  readonly probability: number;
}

/** Files as a set of images that have no labels. */
function unlabelled(files: readonly string[]): ImageDataset {
  return {
    name: 'images',
    classes: [''],
    length: files.length,
    label: () => 0,
    image: (index) => ({ kind: 'file', path: resolve(files[index]!) }),
  };
}

/** The `top` most probable classes of every image, most probable first. */
async function* predictions(
  { domain, settings }: OpenAdapter,
  files: readonly string[],
  options: { top: number; workers: number },
): AsyncGenerator<{ file: string; predictions: Prediction[] }> {
  const loader = evaluationLoader(unlabelled(files), settings, options.workers);
  const classes = domain.classes.length;
  try {
    for await (const { images, shape, indices } of loader.batches(0)) {
      const probabilities = tidy(() =>
        softmax(domain.forward(tensor4d(images, [...shape]), 'eval').output).dataSync(),
      );
      for (const [row, index] of indices.entries()) {
        const found = domain.classes.map((name, i) => ({
          class: name,
          probability: probabilities[row * classes + i]!,
        }));
        found.sort((a, b) => b.probability - a.probability);
        yield { file: files[index]!, predictions: found.slice(0, options.top) };
      }
    }
  } finally {
    await loader.close();
  }
}

async function predict(files: string[], flags: PredictFlags, terminal: Terminal): Promise<void> {
  const folder = required('--adapter FOLDER', flags.adapter);
  const top = wholeNumber('top', flags.top, 1);
  // A few images are decoded sooner than a thread starts.
  const workers =
    flags.workers === undefined ? (files.length > 16 ? 1 : 0) : wholeNumber('workers', flags.workers);
  const read = await readAdapterFolder(folder);
  const { network, task } = read.manifest;
  if (network.kind === 'backbone' && task !== 'classification') {
    return predictTask(read, files, flags, terminal);
  }
  const engine = await startEngine();
  const adapter = await openAdapter(read, flags.weights);
  try {
    const rows = [];
    for await (const row of predictions(adapter, files, { top, workers })) {
      rows.push(row);
      if (flags.json) continue;
      const text = row.predictions.map((found) => `${found.class} ${(100 * found.probability).toFixed(1)} %`);
      terminal.print(`${row.file}: ${text.join(', ')}`);
    }
    if (flags.json) terminal.json({ id: 'predict', engine: engine.name, rows });
  } finally {
    adapter.dispose();
  }
}

/** `ftn predict`: the most probable classes of images, or the maps of a dense task as pictures. */
export function predictVerb(terminal: Terminal): Command {
  return new Command('predict')
    .description('classify images with an adapter, or draw what the adapter of a dense task predicts')
    .argument('<image...>', 'image files')
    .option('--adapter <folder>', "the adapter's folder, or the run's")
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option('--top <n>', 'how many classes to show', '3')
    .option('--out <folder>', 'where the pictures of a dense task go')
    .option('--force', 'replace pictures that exist')
    .option('--workers <n>', 'threads that decode')
    .option('--json', 'print the predictions as one JSON object')
    .action((files: string[], flags: PredictFlags) => predict(files, flags, terminal));
}
