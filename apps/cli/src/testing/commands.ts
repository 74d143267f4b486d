import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { testProgram } from '@ftn/reliability';
import { run } from '../run.js';
import { Terminal } from '../terminal/terminal.js';

/** What a command said and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The recipe of tests that train: small images, few steps. */
export const tinyRecipe = fileURLToPath(new URL('__fixtures__/tiny.yaml', import.meta.url));

/** The same for tasks of dense prediction on made-up rooms. */
export const tinyRooms = fileURLToPath(new URL('__fixtures__/tiny-rooms.yaml', import.meta.url));

/** Runs the command in this process: quick, and the same code but for the process around it. */
export async function ftn(...words: string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const into = (take: (text: string) => void) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        take(chunk.toString());
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const terminal = new Terminal(
    into((text) => {
      out += text;
    }),
    into((text) => {
      err += text;
    }),
  );
  const code = await run(words, { terminal });
  return { code, out, err };
}

const { script, execArgv } = testProgram(new URL('../main.ts', import.meta.url));

/** The command as a program, and what Node needs in its environment to run it: in that of children, too. */
export const main = script;
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
export const nodeOptions =
  execArgv.length > 0
    ? { NODE_OPTIONS: `--conditions=@ftn/source --import=${loader}` }
    : { NODE_OPTIONS: '' };

/** Descriptors to take for a command's streams instead of reading them, whether it reads stdin, and more of its environment. */
interface Surroundings {
  readonly stdout?: number;
  readonly stderr?: number;
  readonly input?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real command as a process of its own, with `input` one that reads stdin; `ended` resolves with what it said. */
export function spawnFtn(
  words: readonly string[],
  { stdout, stderr, input = false, env: more = {} }: Surroundings = {},
): { child: ChildProcess; ended: Promise<Outcome> } {
  const env = { ...process.env, ...nodeOptions, ...more };
  const child = spawn(process.execPath, [main, ...words], {
    env,
    stdio: [input ? 'pipe' : 'ignore', stdout ?? 'pipe', stderr ?? 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

/** The object a command with `--json` leaves on its last line. */
export function lastJson(out: string): Record<string, unknown> {
  return JSON.parse(out.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
}
