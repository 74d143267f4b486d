import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { partsFolder } from '../native/parts-folder.js';

/** What became of a command. */
export interface CommandResult {
  /** Its exit code; null when it could not be started or was killed. */
  readonly code: number | null;
  /** True when there is no such command. */
  readonly missing: boolean;
  /** Its standard output. */
  readonly stdout: string;
  /** The last 64 KB of both its outputs. */
  readonly output: string;
}

/** How a command is run. */
export interface CommandOptions {
  /** The working directory; default this process's. */
  readonly cwd?: string;
  /** The environment; default this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Aborting ends the command. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of output. */
  readonly onLine?: (line: string) => void;
}

const kept = 65_536;

/** The exit code of a shell for an unknown command. */
const notFound = 127;

/** How long an aborted command may take to end with all it started, before it is no longer waited for. */
const patienceMs = 3000;

/**
 * Runs a command without a shell and waits for its end; rejects only when aborted. Neither the command nor what it
 * starts outlives an abort or this process: see native/run-attached.mjs.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let output = '';
    const { cwd, env = process.env, signal } = options;
    signal?.throwIfAborted();
    const script = join(partsFolder(), 'run-attached.mjs');
    const child = spawn(process.execPath, [script, command, ...args], {
      cwd,
      env: { ...env, NODE_OPTIONS: '', FTN_NODE_OPTIONS: env.NODE_OPTIONS },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const take = (text: string): void => {
      output = (output + text).slice(-kept);
      for (const line of text.split(/[\r\n]+/)) if (line.trim()) options.onLine?.(line.trim());
    };
    const abort = (): void => {
      child.stdin.destroy();
      const wait = setTimeout(() => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
        reject(signal?.reason as Error);
      }, patienceMs);
      child.once('exit', () => {
        clearTimeout(wait);
        reject(signal?.reason as Error);
      });
    };
    signal?.addEventListener('abort', abort, { once: true });
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-kept);
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      signal?.removeEventListener('abort', abort);
      resolve({ code: null, missing: false, stdout, output: output + error.message });
    });
    child.on('close', (code) => {
      signal?.removeEventListener('abort', abort);
      if (!signal?.aborted) resolve({ code, missing: code === notFound, stdout, output });
    });
  });
}

/** The line of a command's output that best says what went wrong: the last that begins as an error, else the last. */
export function lastErrorLine(output: string): string {
  const lines = output.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => /^error/i.test(line)).at(-1) ?? lines.filter(Boolean).at(-1) ?? 'no message';
}

/** The first line of a compiler's or loader's output that speaks of an error, else its first line. */
export function firstErrorLine(output: string): string {
  const lines = output.split(/[\r\n]+/).map((line) => line.trim());
  return lines.find((line) => /error/i.test(line)) ?? lines.find(Boolean) ?? 'no message';
}
