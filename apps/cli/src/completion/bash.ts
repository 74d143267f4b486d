// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is in braces is for bash
import { allCommands, type CompletedCommand, nameOf } from './command-table.js';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** What completes a word after a command's name: its parts, its options, what its argument may be. */
function wordsOf({ children, options, words }: CompletedCommand): string {
  return [...children.map(nameOf), ...words, ...options.map(({ flag }) => flag)].join(' ');
}

/** A script for bash: `source <(ftn completion bash)`. Values of options and arguments are files unless they are known words. */
export function bashCompletion(program: CompletedCommand): string {
  const all = allCommands(program);
  const parts = all.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const values = all.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, choices }) => {
        const reply = choices.length > 0 ? `words=${quoted(choices.join(' '))}` : 'return 0';
        return `    ${quoted(`${path} ${flag}`.trim())}) ${reply} ;;`;
      }),
  );
  return [
    '_ftn() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" path="" words="" word',
    '  COMPREPLY=()',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    word="${path:+$path }$word"',
    `    case "$word" in ${parts.join('|')}) path="$word" ;; esac`,
    '  done',
    '  case "${path:+$path }$before" in',
    ...values,
    '    *)',
    '      case "$path" in',
    ...all.map((command) => `        ${quoted(command.path)}) words=${quoted(wordsOf(command))} ;;`),
    '      esac ;;',
    '  esac',
    '  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")',
    '}',
    // Where no word fits, files do.
    'complete -o default -F _ftn ftn',
  ].join('\n');
}
