import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { UsageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import type { Generated } from '@ftn/library';
import { Command } from 'commander';
import { outputFile } from '../files/output-file.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, positive, required, wholeNumber } from './flags.js';

interface GenerateFlags {
  generator?: string;
  adapter?: string[];
  mix?: string[];
  base?: boolean;
  count: string;
  class?: string[];
  seed: string;
  truncation?: string;
  walk?: string;
  delay?: string;
  out?: string;
  images?: string;
  force?: boolean;
  json?: boolean;
}

/** Columns the picture has room for. */
const mostColumns = 24;

/** Writes every image to a separate file; existing files are replaced only with `force`. */
async function writeImages({ rows }: Generated, folder: string, force: boolean): Promise<void> {
  const { imageNames } = await import('@ftn/library/internal');
  const { encodePng } = await import('@ftn/report');
  const names = imageNames(rows);
  const there = names.flat().find((name) => existsSync(join(folder, name)));
  if (there !== undefined && !force) {
    throw new UsageError('the file exists', {
      file: join(folder, there),
      hint: 'Add --force to replace it, or choose another --images folder.',
    });
  }
  await makeFolder(folder);
  for (const [r, { images }] of rows.entries())
    for (const [i, image] of images.entries())
      await writeFileAtomic(join(folder, names[r]![i]!), encodePng(image));
}

/** The picture with a row for each source, its first images; or the frames of a walk. */
async function pictureOf({ rows, frames }: Generated, delay: number): Promise<Uint8Array> {
  const { encodeApng, renderImageGrid } = await import('@ftn/report');
  if (frames.length > 0) return encodeApng(frames, { delay });
  const { imageRows } = await import('@ftn/library/internal');
  const { rasterize } = await import('../files/rasterize.js');
  const shown = rows.map(({ name, images }) => ({ name, images: images.slice(0, mostColumns) }));
  const title = rows.map(({ name }) => name).join(', ');
  const grid = imageRows(title, rows.at(-1)!.classes.slice(0, mostColumns), shown);
  return rasterize(renderImageGrid(grid, { theme: 'light' }));
}

async function run(flags: GenerateFlags, terminal: Terminal): Promise<void> {
  const { generator, adapter: adapters, mix, base, force = false } = flags;
  const out = outputFile(required('--out FILE.png', flags.out), '.png', flags.force);
  const walk = flags.walk === undefined ? undefined : wholeNumber('walk', flags.walk, 3);
  const exclude = (other: string) =>
    new UsageError(`--walk and ${other} exclude each other`, { hint: 'Make the images first.' });
  if (walk !== undefined && flags.images !== undefined) throw exclude('--images');
  if (walk === undefined && flags.delay !== undefined) {
    throw new UsageError('--delay is for walks', { expected: '--walk FRAMES', hint: 'Omit --delay.' });
  }
  const delay = wholeNumber('delay', flags.delay ?? '80', 1);
  const options = {
    generator,
    adapters,
    mix,
    base,
    count: wholeNumber('count', flags.count, 1),
    classes: flags.class,
    seed: wholeNumber('seed', flags.seed),
    truncation: flags.truncation === undefined ? undefined : positive('truncation', flags.truncation),
    walk,
  };
  const { generate } = await import('@ftn/library');
  const made = await stoppable(terminal, (signal) => showRun(generate({ ...options, signal }), terminal));
  // The images first: they are what many are made for.
  if (flags.images !== undefined) await writeImages(made, resolve(flags.images), force);
  await writeFileAtomic(out, await pictureOf(made, delay));
  const { count, seed } = options;
  const rows = made.rows.map(({ name }) => ({ domain: name, images: count }));
  if (flags.json)
    terminal.json({ id: 'generate', engine: made.engine.name, file: out, frames: walk ?? 1, seed, rows });
  else {
    const what = walk === undefined ? `${count} images each` : `${count} walks each, ${walk} frames`;
    terminal.print(`${out}: ${rows.map(({ domain }) => domain).join(', ')}, ${what}`);
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
    .option('--generator <name|file>', 'what the adapters were trained over (default: mini-summer)')
    .option('--count <n>', 'images in each row; the picture shows the first 24', '8')
    .option('--class <name>', 'a class to show; may be repeated; default all in turn', collect)
    .option('--seed <n>', 'what is drawn: the same latents in every row', '0')
    .option('--truncation <x>', 'truncation: keep latents within X standard deviations of the mean')
    .option(
      '--walk <frames>',
      'an animated picture (APNG) that walks through latents and ends where it began',
    )
    .option('--delay <ms>', 'how long a frame of a walk is shown (default: 80)')
    .option('--out <file>', 'the .png file to write')
    .option('--images <folder>', 'each image as a file of its own, too, as the generator made it')
    .option('--force', 'replace files that exist')
    .option('--json', 'print what was written as one JSON object')
    .action((flags: GenerateFlags) => run(flags, terminal));
}
