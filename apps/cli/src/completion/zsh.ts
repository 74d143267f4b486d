import { type CompletedCommand, type CompletedOption, nameOf } from './command-table.js';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const escaped = (text: string) => text.replace(/[[\]:\\]/g, '\\$&');

/** An option for `_arguments`, which may be given again. */
function argument({ flag, description, takesValue, choices }: CompletedOption): string {
  const value = choices.length > 0 ? `:value:(${choices.map(escaped).join(' ')})` : ':value:_files';
  return quoted(`*${flag}[${escaped(description)}]${takesValue ? value : ''}`);
}

/** What completes after a command's name, at `depth` words from the program's. */
function body(command: CompletedCommand, depth: number, indent: string): string[] {
  const { children, options, words } = command;
  if (children.length === 0) {
    const rest = words.length > 0 ? `*:word:(${words.map(escaped).join(' ')})` : '*:file:_files';
    return [
      `${indent}_arguments -S \\`,
      ...options.map((option) => `${indent}  ${argument(option)} \\`),
      `${indent}  ${quoted(rest)}`,
    ];
  }
  const names = children.map((child) => quoted(`${escaped(nameOf(child))}:${child.description}`));
  return [
    `${indent}if (( CURRENT == ${depth + 1} )); then`,
    `${indent}  local -a parts=(${names.join(' ')})`,
    `${indent}  _describe 'command' parts`,
    `${indent}  return`,
    `${indent}fi`,
    `${indent}case "$words[${depth + 1}]" in`,
    ...children.flatMap((child) => [
      `${indent}  ${nameOf(child)})`,
      ...body(child, depth + 1, `${indent}    `),
      `${indent}    ;;`,
    ]),
    `${indent}esac`,
  ];
}

/** A script for zsh: `source <(ftn completion zsh)`, or a file `_ftn` on its fpath. */
export function zshCompletion(program: CompletedCommand): string {
  return [
    '#compdef ftn',
    '_ftn() {',
    ...body(program, 1, '  '),
    '}',
    // As a file on the fpath the function is called, as a sourced text it is registered.
    'if [[ "$funcstack[1]" == _ftn ]]; then _ftn "$@"; else compdef _ftn ftn; fi',
  ].join('\n');
}
