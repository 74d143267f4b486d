import { Command } from 'commander';
import type { Terminal } from './terminal/terminal.js';
import { type Verb, verbs } from './verbs.js';
import { version } from './version.js';

/** Awaited before a verb that computes; a clone installs its engine here. */
export type Ready = () => Promise<void>;

/** Every verb fails by throwing, at any depth, so that one place decides what is said and the exit code. */
function failByThrowing(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.printBlock(text.trimEnd()),
    writeErr: (text) => terminal.noteBlock(text.trimEnd()),
    outputError: () => {},
  });
  for (const child of command.commands) failByThrowing(child, terminal);
}

/** The word that names the verb: the first that is no option, or the one that help is asked for. */
function namedVerb(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** Every command that does something can be told to say no more than its results, warnings and errors. */
function takeQuiet(command: Command, terminal: Terminal): void {
  for (const child of command.commands) takeQuiet(child, terminal);
  // A group of commands does nothing of its own, unless it takes something.
  if (command.commands.length > 0 && command.registeredArguments.length === 0) return;
  command.option('--quiet', 'say nothing but results, warnings and errors');
  command.hook('preAction', (_, action) => {
    if (action.opts<{ quiet?: boolean }>().quiet) terminal.beQuiet();
  });
}

/** A verb with its code; what only prints a configuration needs no engine. */
async function loaded(verb: Verb, terminal: Terminal, ready: Ready): Promise<Command> {
  const command = (await verb.load())(terminal);
  takeQuiet(command, terminal);
  if (!verb.computes) return command;
  command.option(
    '--use <file>',
    'a file that defines a method of your own, which adapters may be of; may be repeated',
    (file: string, files: readonly string[] = []) => [...files, file],
  );
  return command.hook('preAction', async (_, action) => {
    const { use = [], printConfig } = action.opts<{ use?: readonly string[]; printConfig?: boolean }>();
    for (const file of use) await (await import('@ftn/library')).loadMethod(file);
    if (!printConfig) await ready();
  });
}

/** The command as far as some words ask for it: of all verbs, only the one they name is loaded; all to complete them. */
export async function createProgram(
  words: readonly string[],
  terminal: Terminal,
  ready: Ready,
): Promise<Command> {
  const program = new Command('ftn')
    .description('Factorized Tensor Networks: one frozen network, many domains, about one percent each')
    .version(version(), '-V, --version', 'print the version')
    // An option after the name of a command is that command's.
    .enablePositionalOptions()
    .configureHelp({ subcommandTerm: (command) => command.name() });
  const named = namedVerb(words);
  // Whoever completes every verb asks all of them.
  const isAsked = (name: string) => name === named || named === 'completion';
  for (const verb of verbs) {
    const { name, description } = verb;
    program.addCommand(
      isAsked(name) ? await loaded(verb, terminal, ready) : new Command(name).description(description),
    );
  }
  failByThrowing(program, terminal);
  return program;
}
