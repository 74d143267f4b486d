import { forTerminal } from '@ftn/errors';
import { stringify } from 'yaml';
import { libraryVersion } from '../files/package-files.js';

/**
 * The resolved configuration of a run as YAML: a recipe that can be given as one again, with every default written
 * out, below the command that made it.
 */
export function runConfig({ recipe }: { readonly recipe: object }, command: string): string {
  const header = [`# ${libraryVersion()}`, `# ${forTerminal(command, Number.POSITIVE_INFINITY)}`];
  return `${header.join('\n')}\n${stringify({ ...recipe, command }, { lineWidth: 0 })}`;
}
