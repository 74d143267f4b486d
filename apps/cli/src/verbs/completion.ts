import { Argument, Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';

/** The shells that completion is written for. */
const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** Prints a script that teaches a shell every verb and option of the program, from commander's own table. */
async function printScript(shell: Shell, program: Command, terminal: Terminal): Promise<void> {
  const { commandTable } = await import('../completion/command-table.js');
  const { bashCompletion } = await import('../completion/bash.js');
  const { zshCompletion } = await import('../completion/zsh.js');
  const { fishCompletion } = await import('../completion/fish.js');
  const write = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }[shell];
  terminal.printBlock(write(commandTable(program)));
}

/** `ftn completion SHELL`: a script for the shell, to be read by it or kept in a file. */
export function completionVerb(terminal: Terminal): Command {
  return new Command('completion')
    .description('print a script that completes verbs and options: source <(ftn completion bash)')
    .addArgument(new Argument('<shell>', shells.join(', ')).choices(shells))
    .action((shell: Shell, _flags: object, command: Command) =>
      printScript(shell, command.parent ?? command, terminal),
    );
}
