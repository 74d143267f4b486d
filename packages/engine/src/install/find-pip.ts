import { runCommand } from './run-command.js';

/** A way to run pip. */
export interface Pip {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const candidates: readonly Pip[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['uv', 'tool', 'run', 'pip'],
  ['pipx', 'run', 'pip'],
].map(([command = '', ...args]) => ({ name: [command, ...args].join(' '), command, args }));

/** The first pip that answers, or null. A `python3` without the pip module answers with an error and is passed over. */
export async function findPip(signal?: AbortSignal): Promise<Pip | null> {
  for (const pip of candidates) {
    const result = await runCommand(pip.command, [...pip.args, '--version'], { signal });
    if (result.code === 0 && /^pip \d/m.test(result.stdout)) return pip;
  }
  return null;
}
