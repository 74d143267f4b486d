import { Command } from 'commander';
import type { Terminal } from './terminal/terminal.js';
import { listVerb } from './verbs/list.js';

/** The whole command: a file for each verb in `verbs/`. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('ftn')
    .description('Factorized Tensor Networks: one frozen network, many domains, about one percent each')
    .showHelpAfterError('(add --help for the options)')
    .configureOutput({ writeErr: (text) => terminal.note(text.trimEnd()) });
  for (const verb of [listVerb]) program.addCommand(verb(terminal));
  // Every verb fails by throwing, so that one place decides exit codes.
  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}
