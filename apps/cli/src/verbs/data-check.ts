import { relative, resolve } from 'node:path';
import {
  checkImageFolder,
  checkLayout,
  checkTransientAttributes,
  layoutNames,
  type Problem,
} from '@ftn/datasets';
import { FormatError, UsageError } from '@ftn/errors';
import { Command } from 'commander';
import { parseData } from '../compose/data/openers.js';
import { parseDenseWord } from '../compose/dense/dense-words.js';
import type { Terminal } from '../terminal/terminal.js';

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Checks a folder of class folders, or a published set by its word. */
async function problemsOf(spec: string, terminal: Terminal) {
  const dense = parseDenseWord(spec);
  let images = 0;
  const onImage = (done: number, total: number) => {
    images = total;
    terminal.progress('checking', { done, total, detail: 'images' });
  };
  if (dense?.word.check) {
    const problems = await dense.word.check(dense.place, onImage);
    return { root: resolve(dense.place), problems, images };
  }
  if (dense) throw needsNoCheck(spec);
  const { word, place } = parseData(spec);
  const root = resolve(place);
  if (word === null) {
    const problems = await checkImageFolder(root, onImage);
    return { root, problems, images };
  }
  if (word === 'transient-attributes') {
    const problems = await checkTransientAttributes(root, onImage);
    return { root, problems, images };
  }
  const layout = layoutNames.find((name) => name === word);
  if (layout) return { root, ...(await checkLayout(layout, root, onImage)) };
  throw needsNoCheck(spec);
}

function needsNoCheck(spec: string): UsageError {
  const forms = [...layoutNames.map((name) => `${name}:ROOT`), 'nyud:ROOT', 'transient-attributes:ROOT'];
  return new UsageError(`'${spec}' needs no check`, {
    expected: `a folder, or one of ${forms.join(', ')}`,
    hint: 'What is made by code is right, and the four files of idx: are checked when they are opened.',
  });
}

async function check(spec: string, json: boolean, terminal: Terminal): Promise<void> {
  const { root, problems, images } = await problemsOf(spec, terminal);
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
      'a folder of class folders or of train/, val/ and test/, or a published set: flowers:ROOT, domainnet:ROOT, nyud:ROOT …',
    )
    .option('--json', 'print the problems as one JSON object')
    .action((spec: string, flags: { json?: boolean }) => check(spec, flags.json ?? false, terminal));
}
