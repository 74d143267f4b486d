import { Command } from 'commander';
import type { Terminal } from './terminal/terminal.js';
import { benchVerb } from './verbs/bench.js';
import { compareVerb } from './verbs/compare.js';
import { convertVerb } from './verbs/convert.js';
import { dataVerb } from './verbs/data.js';
import { demoVerb } from './verbs/demo.js';
import { engineVerb } from './verbs/engine.js';
import { evaluateVerb } from './verbs/evaluate.js';
import { exportVerb } from './verbs/export.js';
import { generateVerb } from './verbs/generate.js';
import { listVerb } from './verbs/list.js';
import { mergeVerb } from './verbs/merge.js';
import { normsVerb } from './verbs/norms.js';
import { predictVerb } from './verbs/predict.js';
import { pruneVerb } from './verbs/prune.js';
import { reproduceVerb } from './verbs/reproduce.js';
import { trainVerb } from './verbs/train.js';

const verbs = [
  demoVerb,
  trainVerb,
  evaluateVerb,
  predictVerb,
  generateVerb,
  compareVerb,
  reproduceVerb,
  pruneVerb,
  normsVerb,
  mergeVerb,
  convertVerb,
  exportVerb,
  dataVerb,
  engineVerb,
  listVerb,
  benchVerb,
];

/** Every verb fails by throwing, at any depth, so that one place decides what is said and the exit code. */
function failByThrowing(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeErr: (text) => terminal.note(text.trimEnd()),
    outputError: () => {},
  });
  for (const child of command.commands) failByThrowing(child, terminal);
}

/** The whole command: a file for each verb in `verbs/`. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('ftn').description(
    'Factorized Tensor Networks: one frozen network, many domains, about one percent each',
  );
  for (const verb of verbs) program.addCommand(verb(terminal));
  failByThrowing(program, terminal);
  return program;
}
