import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UsageError } from '@ftn/errors';
import type { DenseSetting, GenerationSetting, Job, Outcome } from './protocol.js';

/** A process that runs training steps when asked and sleeps otherwise. */
export interface Contender {
  readonly name: string;
  /** What it runs on, in its own words. */
  readonly ready: string;
  run(job: Job): Promise<Outcome>;
  stop(): void;
}

/** Starts a worker script beside this file; rejects when it ends before it is ready. */
export async function start(
  name: string,
  program: string,
  script: string,
  setting: (DenseSetting | GenerationSetting) & {
    readonly format?: 'channels_last' | 'contiguous';
  },
): Promise<Contender> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  // The command's Python sides have what these share with them.
  const env = {
    ...process.env,
    PYTHONPATH: fileURLToPath(new URL('../../apps/cli/python', import.meta.url)),
  };
  const child = spawn(program, [path, JSON.stringify(setting)], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    const fail = (got: string) =>
      reject(
        new UsageError(`${program} ${script} ended before it answered`, {
          got,
          hint: 'For the PyTorch side, name a Python that has torch and torchvision with --python.',
        }),
      );
    child.on('error', ({ message }) => fail(message));
    child.on('exit', (code, signal) => fail(signal ?? `exit code ${code}`));
  });
  failed.catch(() => {});
  const next = async <T>(): Promise<T> => {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done) return failed;
    return JSON.parse(line.value) as T;
  };
  const { ready } = await next<{ ready: string }>();
  return {
    name,
    ready,
    run(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      return next<Outcome>();
    },
    stop() {
      child.stdin.end();
    },
  };
}
