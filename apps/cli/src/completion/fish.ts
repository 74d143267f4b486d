import { type CompletedCommand, type CompletedOption, nameOf } from './command-table.js';

const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** The condition that the words so far name a command. */
const seen = (path: string) =>
  path
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');

function option(path: string, { flag, description, takesValue, choices }: CompletedOption): string {
  const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r -F' : '';
  return `complete -c ftn -n ${quoted(seen(path))} -l ${flag.slice(2)}${value} -d ${quoted(description)}`;
}

function lines({ path, children, options, words }: CompletedCommand): string[] {
  const names = children.map(nameOf);
  const condition =
    path === ''
      ? '__fish_use_subcommand'
      : `${seen(path)}; and not __fish_seen_subcommand_from ${names.join(' ')}`;
  return [
    ...children.map(
      (child) =>
        `complete -c ftn -f -n ${quoted(condition)} -a ${nameOf(child)} -d ${quoted(child.description)}`,
    ),
    ...(words.length > 0
      ? [`complete -c ftn -f -n ${quoted(seen(path))} -a ${quoted(words.join(' '))}`]
      : []),
    ...(path === '' ? [] : options.map((one) => option(path, one))),
    ...children.flatMap(lines),
  ];
}

/** A script for fish: `ftn completion fish > ~/.config/fish/completions/ftn.fish`. */
export const fishCompletion = (program: CompletedCommand): string => lines(program).join('\n');
