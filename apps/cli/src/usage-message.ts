import { suggest } from '@ftn/errors';
import type { Command, CommanderError } from 'commander';

/** The command whose sub-command a list of words fails to name, and how it is called so far. */
function lastKnown(program: Command, words: readonly string[]): { command: Command; called: string } {
  let command = program;
  let called = 'ftn';
  for (const word of words) {
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (!child) continue;
    command = child;
    called += ` ${word}`;
  }
  return { command, called };
}

const engine =
  "The engine is chosen by FTN_ENGINE=native|wasm|cpu|webgpu; 'ftn engine' says which are there.";

/** Options that other tools have, and what is in their place here. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['--device', engine],
  ['--gpu', engine],
  ['--learning-rate', "Did you mean '--lr'?"],
  ['--image-size', "Did you mean '--size'?"],
  [
    '--optimizer',
    "It is a part of the recipe: --set 'methods.NAME.optimizers.GROUP={kind: adamw, rate: 0.001}'.",
  ],
]);

/** What is wrong with the words of a command line, in the form of all other errors. */
export function usageMessage(error: CommanderError, program: Command, words: readonly string[]): string {
  const { command, called } = lastKnown(program, words);
  const excess = error.code === 'commander.excessArguments' && command.commands.length > 0;
  const unknown = excess
    ? words[called.split(' ').length - 1]
    : /^error: unknown command '(.*?)'/.exec(error.message)?.[1];
  if (unknown !== undefined) {
    const known = command.commands.map((child) => child.name()).filter((name) => name !== 'help');
    const what = command === program ? 'verb' : `part of '${called}'`;
    return `unknown ${what} '${unknown}'. ${suggest(unknown, known)}`;
  }
  const [problem, guess] = error.message.replace(/^error: /, '').split('\n');
  const option = /^unknown option '(.*?)'/.exec(problem!)?.[1];
  const known = option === undefined ? undefined : elsewhere.get(option);
  const meant = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(guess ?? '')?.[1]?.split(', ') ?? [];
  const named = meant.map((one) => `'${one}'`).join(' or ');
  const hint = known ?? (named === '' ? `'${called} --help' lists the options.` : `Did you mean ${named}?`);
  return `${problem!.replace(/\.$/, '')}. ${hint}`;
}
