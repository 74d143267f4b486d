import { relative } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { SplitName } from '@ftn/library';
import { Command } from 'commander';
import { outputFile } from '../files/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, fraction, oneOf, required, splitNames, wholeNumber } from './flags.js';
import { testFractionOption } from './training-flags.js';

interface ShowFlags {
  out?: string;
  split: SplitName;
  size: string;
  columns: string;
  task?: string[];
  testFraction?: string;
  force?: boolean;
}

async function show(spec: string, flags: ShowFlags, terminal: Terminal): Promise<void> {
  const out = outputFile(required('--out FILE.png', flags.out), '.png', flags.force);
  const size = wholeNumber('size', flags.size, 16);
  const columns = wholeNumber('columns', flags.columns, 1);
  const { showData } = await import('@ftn/library/internal');
  const { renderImageGrid } = await import('@ftn/report');
  const share = flags.testFraction;
  const testFraction = share === undefined ? undefined : fraction('test-fraction', share);
  const sheet = await showData(spec, { split: flags.split, size, columns, tasks: flags.task, testFraction });
  const { rasterize } = await import('../files/rasterize.js');
  // Images that are shown at a size of their own stay at it, pixel for pixel.
  const scale = sheet.grid.cell === undefined ? 2 : 1;
  const bytes = rasterize(renderImageGrid(sheet.grid, { theme: 'light' }), { scale });
  await writeFileAtomic(out, bytes);
  for (const line of sheet.sets) terminal.print(line);
  terminal.print(`${relative(process.cwd(), out)}: ${sheet.what}`);
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
    .option('--task <name>', 'a task whose maps are shown (default: all); may be repeated', collect)
    .addOption(testFractionOption())
    .option('--force', 'replace the file where it exists')
    .action((spec: string, flags: ShowFlags) => show(spec, flags, terminal));
}
