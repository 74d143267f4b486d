import { stringify } from 'yaml';
import { libraryVersion } from './app-files.js';

/**
 * The resolved configuration of a run as YAML: a recipe that `--recipe` takes, with every default written
 * out, below the command that made it.
 */
export function runConfig({ recipe }: { readonly recipe: object }, command: string): string {
  const header = [`# ${libraryVersion()}`, `# ${command}`];
  return `${header.join('\n')}\n${stringify({ ...recipe, command }, { lineWidth: 0 })}`;
}

/** The command as it was typed, for headers and reports; words with other characters are quoted. */
export function typedCommand(words: readonly string[]): string {
  const quoted = words.map((word) =>
    /^[\w./:=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['ftn', ...quoted].join(' ');
}
