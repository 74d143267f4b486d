import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of a test's own: a process that may be killed and started again, with a folder that stays. */
export class ServerProcess {
  readonly folder: string;
  #process: ChildProcess | null = null;

  constructor(prefix: string) {
    this.folder = mkdtempSync(join(tmpdir(), prefix));
  }

  /** Starts a program, and waits until it answers. */
  protected async run(
    program: string,
    words: readonly string[],
    answers: () => Promise<unknown>,
    env: NodeJS.ProcessEnv = {},
  ): Promise<void> {
    this.#process = spawn(program, words, { stdio: 'ignore', env: { ...process.env, ...env } });
    for (let tries = 0; tries < 600; tries++) {
      const answered = await answers().then(
        () => true,
        () => false,
      );
      if (answered) return;
      await sleep(50);
    }
    throw new Error(`${program} does not start`);
  }

  /** As the power would. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
