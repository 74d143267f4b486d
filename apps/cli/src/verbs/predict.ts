import { resolve } from 'node:path';
import { makeFolder } from '@ftn/errors/node';
import type { ImagePrediction } from '@ftn/library';
import { Command } from 'commander';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { required, wholeNumber } from './flags.js';

interface PredictFlags {
  adapter?: string;
  weights?: string;
  top?: string;
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** A line for a classified image: `rose.jpg: rose 97.1 %, tulip 1.2 %`. */
const labelLine = ({ image, labels }: ImagePrediction, top: number) => {
  const shown = labels
    .slice(0, top)
    .map(({ label, probability }) => `${label} ${(100 * probability).toFixed(1)} %`);
  return `${image}: ${shown.join(', ')}`;
};

async function predict(images: string[], flags: PredictFlags, terminal: Terminal): Promise<void> {
  const adapter = required('--adapter FOLDER', flags.adapter);
  const top = wholeNumber('top', flags.top ?? '3', 1);
  const { weights, force = false, json = false } = flags;
  const library = await import('@ftn/library/internal');
  const task = await library.adapterTask(adapter);
  const draws = library.predictsMaps(task);
  if (draws && flags.top !== undefined) library.refuseFlag('--top', task, 'it predicts a map, not classes');
  if (!draws && flags.out !== undefined) library.refuseFlag('--out', task, 'its predictions are printed');
  const out = draws ? resolve(required('--out FOLDER', flags.out)) : undefined;
  const planned = out === undefined ? null : library.planPictures(images, task, out, force);
  if (out !== undefined) await makeFolder(out);
  const rows: object[] = [];
  let at = 0;
  async function onPrediction(made: ImagePrediction): Promise<void> {
    const files = planned?.[at++];
    if (!files || !made.map) {
      const predictions = made.labels
        .slice(0, top)
        .map(({ label, probability }) => ({ class: label, probability }));
      rows.push({ file: made.image, predictions });
      if (!json) terminal.print(labelLine(made, top));
      return;
    }
    if (made.map.shrunk) {
      const size = `${made.map.height} × ${made.map.width}`;
      terminal.note(`${made.image}: far larger than the images of training, shrunk to ${size} pixels`);
    }
    const { writePictures } = await import('../files/write-pictures.js');
    await writePictures(made.map, task, files);
    rows.push({ file: made.image, map: files.map, picture: files.picture });
    if (!json) terminal.print(`${made.image}: ${files.map} and ${files.picture}`);
  }
  await stoppable(terminal, async (signal) => {
    const run = library.predict({ adapter, weights, images, signal, onPrediction });
    await showRun(run, terminal, { quiet: true });
  });
  if (json) terminal.json({ id: 'predict', task: task.name, rows });
}

/** `ftn predict`: the most probable classes of images, or predicted maps as pictures. */
export function predictVerb(terminal: Terminal): Command {
  return new Command('predict')
    .description('classify images with an adapter, or draw the maps it predicts')
    .argument('<image...>', 'image files')
    .option('--adapter <folder>', "the adapter's folder, or its run's")
    .option('--weights <file>', "the backbone's weights (default: those that ship)")
    .option('--top <n>', 'how many classes to show (default: 3)')
    .option('--out <folder>', 'where pictures of predicted maps go')
    .option('--force', 'replace pictures that exist')
    .option('--json', 'print the predictions as one JSON object')
    .action((images: string[], flags: PredictFlags) => predict(images, flags, terminal));
}
