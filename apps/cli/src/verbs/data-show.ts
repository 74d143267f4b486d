import { relative } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { encodePng } from '@ftn/report';
import { Command } from 'commander';
import { contactSheet } from '../compose/contact-sheet.js';
import { openData } from '../compose/data-source.js';
import { type SplitName, splitNames } from '../compose/domain-data.js';
import { outputFile } from '../compose/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { oneOf, required, wholeNumber } from './flags.js';

interface ShowFlags {
  out?: string;
  split: SplitName;
  size: string;
  columns: string;
  force?: boolean;
}

async function show(spec: string, flags: ShowFlags, terminal: Terminal): Promise<void> {
  const out = outputFile(required('--out FILE.png', flags.out), '.png', flags.force);
  const cell = wholeNumber('size', flags.size, 16);
  const across = wholeNumber('columns', flags.columns, 1);
  const domains = await openData(spec, { size: cell, limit: across + 1 });
  const sets = domains.map((domain) => domain[flags.split]);
  await writeFileAtomic(out, encodePng(await contactSheet(sets, { cell, across })));
  const rows = sets.reduce((n, set) => n + set.classes.length, 0);
  terminal.print(`${relative(process.cwd(), out)}: a row for each of ${rows} classes`);
}

/** `ftn data show SPEC --out FILE.png`: a sheet with a row of images for each class. */
export function dataShowVerb(terminal: Terminal): Command {
  return new Command('show')
    .description('draw a sheet with a row of images for each class')
    .argument('<spec>', 'a folder, or a word that ftn list data shows')
    .option('--out <file>', 'the .png file to write')
    .option('--split <name>', splitNames.join(', '), oneOf('split', splitNames), 'train' as const)
    .option('--size <pixels>', 'side of each image', '64')
    .option('--columns <n>', 'images of each class', '8')
    .option('--force', 'replace the file where it exists')
    .action((spec: string, flags: ShowFlags) => show(spec, flags, terminal));
}
