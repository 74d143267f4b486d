import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UsageError } from '@ftn/errors';

/** A block of one side's steps; rank 0 has no factors. */
export interface Block {
  readonly rank: number;
  readonly steps: number;
}

/** What a block of steps took, in milliseconds. */
export interface Taken {
  /** Of each step. */
  readonly ms: readonly number[];
  /** Of processor, all threads together. */
  readonly processor: number;
  /** Bytes of memory the process held before its first step. */
  readonly resting: number;
  /** The most memory the process held, in bytes. */
  readonly peak: number;
}

/** One of those that are compared: works when asked, and sleeps otherwise. */
export interface Side<T extends Taken = Taken> {
  readonly name: string;
  /** What it runs on, in its own words. */
  readonly ready: string;
  run(block: Block): Promise<T>;
  stop(): void;
}

/** The folder of the Python sides, beside this package's sources and what is built of them. */
function pythonFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'python', 'side.py'))) folder = dirname(folder);
  return join(folder, 'python');
}

/** The last of standard error that is kept. */
const keptCharacters = 4000;

/** What to do about a Python side that ended before it answered. */
function hintOf({ program, packages }: Pick<PythonSide, 'program' | 'packages'>, stderr: string): string {
  const missing = /No module named '?(\w+)/.exec(stderr)?.[1];
  return missing === undefined
    ? `Name a Python that has ${packages.join(' and ')} with \`--python\`.`
    : `'${program} -m pip install ${packages.join(' ')}' installs what is missing (${missing}); \`--python\` names another Python.`;
}

/** A script that is a side, and what it needs. */
export interface PythonSide {
  readonly program: string;
  readonly file: string;
  readonly setting: object;
  /** Packages of Python it imports, as pip calls them. */
  readonly packages: readonly string[];
}

const ofPyTorch = ['torch', 'torchvision'];

/** Starts one of the Python sides, e.g. `step.py`. @throws what `startSide` throws */
export const startPython = (
  name: string,
  {
    python,
    script,
    setting,
    packages = ofPyTorch,
  }: {
    readonly python: string;
    readonly script: string;
    readonly setting: object;
    readonly packages?: readonly string[];
  },
): Promise<Side> =>
  startSide(name, { program: python, file: join(pythonFolder(), script), setting, packages });

/**
 * Starts a program as a side. Scripts of Python find what the sides share (`side.py`) wherever they lie.
 *
 * @throws UsageError where there is no such program, or it ends before it is ready, of a Python that lacks a package with
 * the command that installs it
 */
export async function startSide<T extends Taken = Taken>(
  name: string,
  { program, file, setting, packages = ofPyTorch }: Omit<PythonSide, 'packages'> & Partial<PythonSide>,
): Promise<Side<T>> {
  const paths = [pythonFolder(), process.env.PYTHONPATH].filter(Boolean);
  const env = { ...process.env, PYTHONPATH: paths.join(delimiter) };
  const child = spawn(program, [file, JSON.stringify(setting)], { env, stdio: 'pipe' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptCharacters);
  });
  // A side that ended cannot be asked; what it ended by is told below.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    const fail = (got: string) =>
      reject(
        new UsageError(`'${program}' ended before it answered`, {
          got: [got, stderr.trim().split('\n').at(-1)].filter(Boolean).join(': '),
          hint: hintOf({ program, packages }, stderr),
        }),
      );
    child.on('error', ({ message }) => fail(message));
    child.on('close', (code, signal) => fail(signal ?? `exit code ${code}`));
  });
  failed.catch(() => {});
  const next = async <M>(): Promise<M> => {
    const line = await Promise.race([lines.next(), failed]);
    return line.done ? failed : (JSON.parse(line.value) as M);
  };
  const { ready } = await next<{ ready: string }>();
  return {
    name,
    ready,
    run(block) {
      child.stdin.write(`${JSON.stringify(block)}\n`);
      return next<T>();
    },
    stop: () => void child.kill(),
  };
}
