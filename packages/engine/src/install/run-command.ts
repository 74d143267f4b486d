import { spawn } from 'node:child_process';

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

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: string) => void;
}

const kept = 65_536;

/** Runs a command without a shell and waits for its end; rejects only when aborted. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let output = '';
    let missing = false;
    const { cwd, env, signal } = options;
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const take = (text: string): void => {
      output = (output + text).slice(-kept);
      for (const line of text.split(/[\r\n]+/)) if (line.trim()) options.onLine?.(line.trim());
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-kept);
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) return;
      missing = error.code === 'ENOENT';
      output += error.message;
      if (child.pid === undefined) resolve({ code: null, missing, stdout, output });
    });
    child.on('close', (code, killedBy) => {
      if (killedBy) output += `\nerror: ended by ${killedBy}`;
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve({ code, missing, stdout, output });
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
