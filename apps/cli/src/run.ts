import { FtnError } from '@ftn/errors';
import { type Command, CommanderError } from 'commander';
import { createProgram, type Ready } from './program.js';
import { inCommandWords } from './terminal/command-words.js';
import { Terminal } from './terminal/terminal.js';
import { usageMessage } from './usage-message.js';

/** Exit codes of the command that no FtnError carries. */
const usage = 2;
const unexpected = 1;

/** What went wrong, where `--json` asks for an object on stdout and none was printed yet. */
function tellPrograms(terminal: Terminal, words: readonly string[], error: object): void {
  if (words.includes('--json') && !terminal.hasPrintedJson) terminal.json({ error });
}

export interface RunOptions {
  readonly terminal?: Terminal;
  /** Awaited before a verb that computes. */
  readonly ready?: Ready | undefined;
}

/** Runs the command with the given words and returns its exit code; nothing is thrown. */
export async function run(words: readonly string[], options: RunOptions = {}): Promise<number> {
  const { terminal = new Terminal(), ready = async () => {} } = options;
  const code = await perform(words, terminal, ready);
  const lost = await terminal.loss();
  if (!lost || code !== 0) return code;
  terminal.error(lost.message);
  return lost.exitCode;
}

async function perform(words: readonly string[], terminal: Terminal, ready: Ready): Promise<number> {
  let program: Command | undefined;
  try {
    program = await createProgram(words, terminal, ready);
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (FtnError.isInstance(error)) {
      const { code, message, exitCode } = error;
      terminal.error(message);
      tellPrograms(terminal, words, { code, message: inCommandWords(message), exitCode });
      return exitCode;
    }
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // Without any words the help has been shown, and says more than a message would.
      if (program && error.code !== 'commander.help') {
        const message = usageMessage(error, program, words);
        terminal.error(message);
        tellPrograms(terminal, words, { code: 'USAGE', message, exitCode: usage });
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
