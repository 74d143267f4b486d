import { FtnError, suggest } from '@ftn/errors';
import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { Terminal } from './terminal/terminal.js';

/** Exit codes of the command that no FtnError carries. */
const usage = 2;
const unexpected = 1;

/** Runs the command with the given words and returns its exit code; nothing is thrown. */
export async function run(words: readonly string[], terminal = new Terminal()): Promise<number> {
  // A reader that closed the pipe (`| head`) ends the output, not the work.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const program = createProgram(terminal);
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    terminal.endProgress();
    if (FtnError.isInstance(error)) {
      terminal.error(error.message);
      return error.exitCode;
    }
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (error.code === 'commander.unknownCommand') {
        const known = program.commands.map((command) => command.name());
        const word = words.find((candidate) => !candidate.startsWith('-')) ?? '';
        terminal.error(`unknown verb '${word}'. ${suggest(word, known)}`);
      }
      return usage;
    }
    // A bug of ours: the stack is what a report of it needs.
    terminal.error(
      `unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return unexpected;
  }
}
