import { relative } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { UsageError } from '@ftn/errors';
import { encodePng, renderImageGrid } from '@ftn/report';
import { denseTaskNames } from '@ftn/training';
import { Command } from 'commander';
import { contactSheet } from '../compose/contact-sheet.js';
import { openData } from '../compose/data-source.js';
import { loadDenseRecipe } from '../compose/dense/dense-recipes.js';
import { openDenseData, parseDenseWord, requireDenseWord } from '../compose/dense/dense-words.js';
import { sampleSheet } from '../compose/dense/sample-sheet.js';
import { type SplitName, splitNames } from '../compose/domain-data.js';
import { outputFile } from '../compose/output-file.js';
import { rasterize } from '../compose/rasterize.js';
import type { Terminal } from '../terminal/terminal.js';
import { oneOf, required, wholeNumber } from './flags.js';

interface ShowFlags {
  out?: string;
  split: SplitName;
  size: string;
  columns: string;
  force?: boolean;
}

/** A sheet of images with their maps. */
async function showMaps(spec: string, flags: ShowFlags, terminal: Terminal): Promise<void> {
  const out = outputFile(required('--out FILE.png', flags.out), '.png', flags.force);
  const { word } = requireDenseWord(spec);
  const { seed, madeUp, labels, input } = loadDenseRecipe(word.recipe);
  const { size } = input;
  const count = wholeNumber('columns', flags.columns, 1);
  const settings = { seed, madeUp, labels, size, tasks: [...denseTaskNames], limit: count };
  const data = await openDenseData(spec, settings);
  const images = data[flags.split];
  if (!images) throw new UsageError(`'${data.name}' has no ${flags.split} images`);
  const sheet = await sampleSheet(images, count);
  await writeFileAtomic(out, rasterize(renderImageGrid(sheet, { theme: 'light' })));
  terminal.print(`${relative(process.cwd(), out)}: a row for each of ${images.length} images, with its maps`);
}

async function show(spec: string, flags: ShowFlags, terminal: Terminal): Promise<void> {
  if (parseDenseWord(spec)) return showMaps(spec, flags, terminal);
  const out = outputFile(required('--out FILE.png', flags.out), '.png', flags.force);
  const cell = wholeNumber('size', flags.size, 16);
  const across = wholeNumber('columns', flags.columns, 1);
  const domains = await openData(spec, { size: cell, limit: across + 1 });
  const sets = domains.map((domain) => domain[flags.split]);
  await writeFileAtomic(out, encodePng(await contactSheet(sets, { cell, across })));
  const rows = sets.reduce((n, set) => n + set.classes.length, 0);
  terminal.print(`${relative(process.cwd(), out)}: a row for each of ${rows} classes`);
}

/** `ftn data show SPEC --out FILE.png`: a sheet with a row of images for each class, or of images with their maps. */
export function dataShowVerb(terminal: Terminal): Command {
  return new Command('show')
    .description('draw a sheet with a row of images for each class, or images with their maps')
    .argument('<spec>', 'a folder, or a word that ftn list data shows')
    .option('--out <file>', 'the .png file to write')
    .option('--split <name>', splitNames.join(', '), oneOf('split', splitNames), 'train' as const)
    .option('--size <pixels>', 'side of each image', '64')
    .option('--columns <n>', 'images of each class; where there are none, images in all', '8')
    .option('--force', 'replace the file where it exists')
    .action((spec: string, flags: ShowFlags) => show(spec, flags, terminal));
}
