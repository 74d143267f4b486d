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

/** More files than this of which the same is said are one line. */
const same = 3;

/** One line a problem, errors last; where the same is said of many files, one line names the first. */
function linesOf(problems: readonly Problem[], root: string): string[] {
  const groups = new Map<string, Problem[]>();
  for (const one of problems) {
    const key = `${one.severity} ${one.problem} ${one.hint}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const place = ({ file, line, offset }: Problem) => {
    const at = line === undefined ? (offset === undefined ? '' : `, byte ${offset}`) : `:${line}`;
    return `${relative(root, file) || '.'}${at}`;
  };
  const linesFor = (group: readonly Problem[]) => {
    const [{ severity, problem, hint }] = group as [Problem];
    // An error is to be corrected file by file.
    if (severity === 'error' || group.length <= same)
      return group.map((one) => `${severity}: ${place(one)}: ${problem}. ${hint}`);
    return [`${severity}: ${group.length} files, e.g. ${place(group[0]!)}: ${problem}. ${hint}`];
  };
  const of = (severity: Problem['severity']) =>
    [...groups.values()].filter(([first]) => first!.severity === severity).flatMap(linesFor);
  return [...of('warning'), ...of('error')];
}

async function check(
  spec: string,
  { task: tasks, json = false }: CheckFlags,
  terminal: Terminal,
): Promise<void> {
  const { checkData, splitLine } = await import('@ftn/library/internal');
  const { root, problems, images, sets } = await checkData(spec, {
    tasks,
    onImage: (done, total) => terminal.progress('checking', { done, total, detail: 'images' }),
  });
  terminal.endProgress();
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  if (json) terminal.json({ id: 'data-check', folder: root, images, sets, errors, warnings, rows: problems });
  else {
    for (const line of linesOf(problems, root)) terminal.print(line);
    for (const { domain, ...lengths } of sets) terminal.print(`${domain}: ${splitLine(lengths)}`);
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
