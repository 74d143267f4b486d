import type { Command } from 'commander';

/** An option as a shell completes it. */
export interface CompletedOption {
  /** `--data`. */
  readonly flag: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** A verb, or a part of one such as `data check`, as a shell completes it. */
export interface CompletedCommand {
  /** The words that name it, without the program's: `data check`; empty for the program. */
  readonly path: string;
  readonly description: string;
  readonly children: readonly CompletedCommand[];
  readonly options: readonly CompletedOption[];
  /** What its first argument may be, where that is one of some words. */
  readonly words: readonly string[];
}

/** One line, which ends where a script's text would. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** A command of commander with everything below it, as plain data. */
export function commandTable(command: Command, path = ''): CompletedCommand {
  const help = { flag: '--help', description: 'display help', takesValue: false, choices: [] };
  const options = command.options
    .filter(({ hidden, long }) => !hidden && long)
    .map(({ long, description, required, optional, argChoices }) => ({
      flag: long!,
      description: oneLine(description),
      takesValue: required || optional,
      choices: argChoices ?? [],
    }));
  return {
    path,
    description: oneLine(command.description()),
    children: command.commands.map((child) => commandTable(child, `${path} ${child.name()}`.trim())),
    options: [...options, help],
    words: command.registeredArguments[0]?.argChoices ?? [],
  };
}

/** The name a command has among its siblings. */
export const nameOf = ({ path }: CompletedCommand): string => path.split(' ').at(-1)!;

/** A command and all below it. */
export const allCommands = (command: CompletedCommand): CompletedCommand[] => [
  command,
  ...command.children.flatMap(allCommands),
];
