import { runCommand } from './run-command.js';

/** A way to run a C++ compiler that takes the flags of GCC. */
export interface Compiler {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Variables it runs with beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The first C++ compiler that answers: $CXX, then the usual names; null when there is none. */
export async function findCompiler(signal?: AbortSignal): Promise<Compiler | null> {
  const [command = '', ...args] = (process.env.CXX ?? '').trim().split(/\s+/);
  const own = command ? [{ name: [command, ...args].join(' '), command, args }] : [];
  const usual = ['c++', 'g++', 'clang++'].map((name) => ({ name, command: name, args: [] }));
  for (const compiler of [...own, ...usual]) {
    const result = await runCommand(compiler.command, [...compiler.args, '--version'], { signal });
    if (result.code === 0) return compiler;
  }
  return null;
}
