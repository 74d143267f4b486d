import { relative, resolve } from 'node:path';
import { checkImageFolder, type Problem } from '@ftn/datasets';
import { FormatError } from '@ftn/errors';
import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

async function check(folder: string, json: boolean, terminal: Terminal): Promise<void> {
  const root = resolve(folder);
  let images = 0;
  const problems = await checkImageFolder(root, (done, total) => {
    images = total;
    terminal.progress('checking', { done, total, detail: 'images' });
  });
  terminal.endProgress();
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  if (json) terminal.json({ id: 'data-check', folder: root, images, errors, warnings, rows: problems });
  else {
    const line = ({ severity, file, problem, hint }: Problem) =>
      `${severity}: ${relative(root, file) || '.'}: ${problem}. ${hint}`;
    for (const problem of problems) terminal.print(line(problem));
    terminal.print(`${count(images, 'image')}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`);
  }
  if (errors > 0) {
    throw new FormatError(`training on this folder would stop or give wrong results`, {
      file: root,
      got: count(errors, 'error'),
      hint: 'Correct what is listed and check again.',
    });
  }
}

/** `ftn data check FOLDER`: everything wrong with a folder of images in one pass. */
export function dataCheckVerb(terminal: Terminal): Command {
  return new Command('check')
    .description('decode every image of a folder and list everything wrong with it; exit code 3 for errors')
    .argument('<folder>', 'a folder of class folders, or of train/, val/ and test/ with class folders')
    .option('--json', 'print the problems as one JSON object')
    .action((folder: string, flags: { json?: boolean }) => check(folder, flags.json ?? false, terminal));
}
