import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { generate } from '@ftn/generation';
import { encodeApng, encodePng, type RgbImage, renderImageGrid } from '@ftn/report';
import { Command } from 'commander';
import { engineLine } from '../compose/engine-line.js';
import { imageRows, imagesOf } from '../compose/generation/image-rows.js';
import { labelsFor, type OpenSources, openSources } from '../compose/generation/image-source.js';
import { shippedGenerator } from '../compose/generation/open-generator.js';
import { walkFrames } from '../compose/generation/walk.js';
import { outputFile } from '../compose/output-file.js';
import { rasterize } from '../compose/rasterize.js';
import { type StopSignal, stoppable } from '../compose/stop-signal.js';
import { fileWord } from '../compose/write-figure.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, positive, required, wholeNumber } from './flags.js';

interface GenerateFlags {
  generator: string;
  adapter?: string[];
  mix?: string[];
  base?: boolean;
  count: string;
  class?: string[];
  seed: string;
  truncation?: string;
  walk?: string;
  delay: string;
  out?: string;
  images?: string;
  force?: boolean;
  json?: boolean;
}

interface Wanted {
  readonly labels: Int32Array;
  readonly seed: number;
  readonly truncation?: number;
}

/** Columns the picture has room for. */
const mostColumns = 24;

/** The picture with a row for each source, its first images; each image by itself in `folder`, too, where one is given. */
async function drawGrid(
  { sources, classes }: OpenSources,
  wanted: Wanted,
  files: { out: string; folder: string | undefined },
  stop: StopSignal,
  terminal: Terminal,
) {
  const rows = [];
  for (const { name, source } of sources) {
    const made = generate(source, {
      ...wanted,
      onProgress(done) {
        stop.throwIfRequested();
        terminal.progress(name, { done, total: wanted.labels.length, detail: 'images' });
      },
    });
    rows.push({ name, images: imagesOf(made) });
  }
  terminal.endProgress();
  const columns = Array.from(wanted.labels, (label) => classes[label]!);
  // The images first: they are what many are made for.
  if (files.folder !== undefined) await writeImages(rows, columns, files.folder);
  const shown = rows.map(({ name, images }) => ({ name, images: images.slice(0, mostColumns) }));
  const title = sources.map(({ name }) => name).join(', ');
  const grid = imageRows(title, columns.slice(0, mostColumns), shown);
  await writeFileAtomic(files.out, rasterize(renderImageGrid(grid, { theme: 'light' })));
}

/** Every image as a file of its own. */
async function writeImages(
  rows: readonly { readonly name: string; readonly images: readonly RgbImage[] }[],
  columns: readonly string[],
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, images } of rows) {
    for (const [i, image] of images.entries()) {
      const number = String(i + 1).padStart(String(images.length).length, '0');
      const file = [fileWord(name), number, fileWord(columns[i]!)].join('-');
      await writeFileAtomic(join(folder, `${file}.png`), encodePng(image));
    }
  }
}

async function run(flags: GenerateFlags, stop: StopSignal, terminal: Terminal): Promise<void> {
  const { generator, adapter: adapters = [], mix: mixes = [], base = false, json = false } = flags;
  const out = outputFile(required('--out FILE.png', flags.out), '.png', flags.force);
  const count = wholeNumber('count', flags.count, 1);
  const frames = flags.walk === undefined ? undefined : wholeNumber('walk', flags.walk, 3);
  const delay = wholeNumber('delay', flags.delay, 1);
  const seed = wholeNumber('seed', flags.seed);
  const truncation =
    flags.truncation === undefined ? {} : { truncation: positive('truncation', flags.truncation) };
  if (frames !== undefined && flags.images !== undefined) {
    throw new UsageError('--walk and --images exclude each other', { hint: 'Make the images first.' });
  }
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const opened = await openSources({ generator, adapters, mixes, base });
  try {
    const labels = labelsFor(count, opened.classes, flags.class);
    const wanted = { labels, seed, ...truncation };
    if (frames === undefined) {
      const folder = flags.images === undefined ? undefined : resolve(flags.images);
      await drawGrid(opened, wanted, { out, folder }, stop, terminal);
    } else {
      const onFrame = (done: number) => {
        stop.throwIfRequested();
        terminal.progress('walking', { done, total: frames, detail: 'frames' });
      };
      const images = walkFrames(opened.sources, { ...wanted, frames, onFrame });
      terminal.endProgress();
      await writeFileAtomic(out, encodeApng(images, { delay }));
    }
    const names = opened.sources.map(({ name }) => name);
    const rows = names.map((name) => ({ domain: name, images: count }));
    if (json)
      terminal.json({ id: 'generate', engine: engine.name, file: out, frames: frames ?? 1, seed, rows });
    else {
      const what = frames === undefined ? `${count} images each` : `${count} walks each, ${frames} frames`;
      terminal.print(`${out}: ${names.join(', ')}, ${what}`);
    }
  } finally {
    opened.dispose();
  }
}

/** `ftn generate`: images of a generator, its domains and mixtures of them, as a picture with a row for each. */
export function generateVerb(terminal: Terminal): Command {
  return new Command('generate')
    .description('make images with adapted generators: a row for each adapter and mixture, or a latent walk')
    .option('--adapter <folder>', "a domain's adapter, or its run; may be repeated", collect)
    .option(
      '--mix <shares>',
      'a mixture of the adapters, e.g. winter=0.5,autumn=0.5; may be repeated',
      collect,
    )
    .option('--base', 'a row of the generator itself, too')
    .option('--generator <name|file>', 'what the adapters were trained over', shippedGenerator)
    .option('--count <n>', 'images in each row; the picture shows the first 24', '8')
    .option('--class <name>', 'a class to show; may be repeated; default all in turn', collect)
    .option('--seed <n>', 'what is drawn: the same latents in every row', '0')
    .option('--truncation <x>', 'draw latents nearer to their mean than so many deviations')
    .option(
      '--walk <frames>',
      'an animated picture (APNG) that walks through latents and ends where it began',
    )
    .option('--delay <ms>', 'how long a frame of a walk is shown', '80')
    .option('--out <file>', 'the .png file to write')
    .option('--images <folder>', 'each image as a file of its own, too, as the generator made it')
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((flags: GenerateFlags) => stoppable(terminal, (stop) => run(flags, stop, terminal)));
}
