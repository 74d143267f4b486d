import { relative } from 'node:path';
import type { Problem } from '@ftn/datasets';
import { FormatError } from '@ftn/errors';
import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';
import { collect } from './flags.js';

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

interface CheckFlags {
  readonly task?: string[];
  readonly json?: boolean;
}

async function check(
  spec: string,
  { task: tasks, json = false }: CheckFlags,
  terminal: Terminal,
): Promise<void> {
  const { checkData } = await import('@ftn/library');
  const { root, problems, images } = await checkData(spec, {
    tasks,
    onImage: (done, total) => terminal.progress('checking', { done, total, detail: 'images' }),
  });
  terminal.endProgress();
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  if (json) terminal.json({ id: 'data-check', folder: root, images, errors, warnings, rows: problems });
  else {
    const line = ({ severity, file, line: at, offset, problem, hint }: Problem) => {
      const place = at === undefined ? (offset === undefined ? '' : `, byte ${offset}`) : `:${at}`;
      return `${severity}: ${relative(root, file) || '.'}${place}: ${problem}. ${hint}`;
    };
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

/** `ftn data check SPEC`: everything missing or wrong with a data set in one pass. */
export function dataCheckVerb(terminal: Terminal): Command {
  return new Command('check')
    .description('decode every image of a set and list everything missing or wrong; exit code 3 for errors')
    .argument(
      '<spec>',
      'a folder of class folders or of train/, val/ and test/, images with maps: maps:FOLDER, or a published set: flowers:ROOT, domainnet:ROOT, nyud:ROOT …',
    )
    .option('--task <name>', 'a task whose maps have to be there (default: all); may be repeated', collect)
    .option('--json', 'print the problems as one JSON object')
    .action((spec: string, flags: CheckFlags) => check(spec, flags, terminal));
}
