import { resolve } from 'node:path';
import { FormatError, UsageError } from '@ftn/errors';
import type { AdapterPrediction } from '@ftn/library';
import { Command } from 'commander';
import type { Made, PredictedRow, PredictionForm } from '../terminal/predicted-rows.js';
import { showRun } from '../terminal/show-run.js';
import { readLines } from '../terminal/stdin-lines.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, required, wholeNumber } from './flags.js';

interface PredictFlags {
  adapter?: string[];
  weights?: string;
  top?: string;
  out?: string;
  force?: boolean;
  json?: boolean;
  jsonl?: boolean;
  csv?: boolean;
}

/** The form the flags ask for; UsageError for two. */
function formOf(flags: PredictFlags): PredictionForm {
  const [form, other] = (['json', 'jsonl', 'csv'] as const).filter((one) => flags[one]);
  if (other) throw new UsageError(`--${form} and --${other} exclude each other`, { hint: 'Leave one out.' });
  return form ?? 'words';
}

/** The words with the lines of stdin in the place of `-`. */
async function wordsOf(images: readonly string[]): Promise<string[]> {
  const words = images.map(async (word) => (word === '-' ? await readLines(process.stdin) : [word]));
  const all = (await Promise.all(words)).flat();
  if (all.length > 0) return all;
  throw new UsageError('stdin names no images', { expected: 'a path on each line' });
}

async function predict(images: string[], flags: PredictFlags, terminal: Terminal): Promise<void> {
  const folders = required('--adapter FOLDER', flags.adapter);
  const top = wholeNumber('top', flags.top ?? '3', 1);
  const form = formOf(flags);
  const { weights, force } = flags;
  const library = await import('@ftn/library/internal');
  const adapters = await library.describeAdapters(folders);
  const draws = adapters.filter(({ task }) => library.predictsMaps(task));
  const [first] = adapters;
  if (draws.length === adapters.length && flags.top !== undefined)
    library.refuseFlag('--top', first!.task, 'it predicts a map, not classes');
  if (draws.length === 0 && flags.out !== undefined)
    library.refuseFlag('--out', first!.task, 'its predictions are printed');
  const out = draws.length > 0 ? resolve(required('--out FOLDER', flags.out)) : undefined;
  const found = await library.findImages(await wordsOf(images));
  const planned = out === undefined ? null : library.planFiles(found, adapters, { out, force });
  const { predictionSink } = await import('../terminal/predicted-rows.js');
  const { writePictures } = await import('../files/write-pictures.js');
  const shown = adapters.map(({ label }, i) => {
    const drawn = draws.includes(adapters[i]!);
    return { label, endings: drawn ? Object.keys(planned![0]![i]!.files) : null };
  });
  const about = { id: 'predict', task: first!.task.name };
  const sink = predictionSink(form, shown, { terminal, top, about });
  let at = 0;
  let made = new Map<string, Made>();
  const finish = (row: PredictedRow) => {
    sink.row(row);
    made = new Map();
    at++;
  };
  async function onPrediction({ adapter, image, labels, map }: AdapterPrediction): Promise<void> {
    const place = adapters.findIndex(({ label }) => label === adapter);
    if (map) {
      const files = planned![at]![place]!;
      if (map.shrunk) {
        const size = `${map.height} × ${map.width}`;
        terminal.note(`${image}: far larger than the images of training, shrunk to ${size} pixels`);
      }
      await writePictures(map, adapters[place]!.task, files);
      made.set(adapter, { files: files.files });
    } else made.set(adapter, { labels: labels.slice(0, top) });
    if (made.size === adapters.length) finish({ file: image, made });
  }
  const broken: string[] = [];
  await stoppable(terminal, async (signal) => {
    const run = library.predict({
      adapter: folders,
      weights,
      images: found.map(({ path }) => path),
      signal,
      onPrediction,
      // Alone, an image's error is that of the command.
      ...(found.length === 1 ? {} : { onBroken }),
    });
    await showRun(run, terminal, { quiet: true });
  });
  function onBroken({ image, error }: { readonly image: string; readonly error: Error }): void {
    broken.push(image);
    terminal.warn(error.message);
    finish({ file: image, made: new Map(), error: error.message });
  }
  sink.end();
  if (broken.length === 0) return;
  const named = broken.length > 5 ? [...broken.slice(0, 5), '…'] : broken;
  throw new FormatError(`${broken.length} of ${found.length} images could not be read: ${named.join(', ')}`, {
    hint: 'The others were predicted.',
  });
}

/** `ftn predict`: the most probable classes of images, or predicted maps as files. */
export function predictVerb(terminal: Terminal): Command {
  return new Command('predict')
    .description('classify images with an adapter, or draw the maps it predicts')
    .argument(
      '<image...>',
      "image files, folders of images, patterns such as 'photos/*.jpg'; - for a list on stdin",
    )
    .option('--adapter <folder>', "the adapter's folder, or its run's; several give a column each", collect)
    .option('--weights <file>', "the backbone's weights (default: those that ship)")
    .option('--top <n>', 'how many classes to show (default: 3)')
    .option('--out <folder>', 'where predicted maps go: pictures, and raw as .npy and .png')
    .option('--force', 'replace files that exist')
    .option('--csv', 'print a line of comma-separated values for each image')
    .option('--jsonl', 'print a JSON object on a line for each image, as it is made')
    .option('--json', 'print the predictions as one JSON object')
    .action((images: string[], flags: PredictFlags) => predict(images, flags, terminal));
}
