import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startFixture } from '../__fixtures__/run-on-sources.js';
import { runCommand } from './run-command.js';

/** A shell that starts a grandchild, says its number, and waits for it; the grandchild heeds no polite request. */
const shim = `sh -c 'trap "" TERM INT; echo grandchild $$; while :; do sleep 0.1; done'; echo never`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function expectGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 100 && isRunning(pid); tries++) await sleep(100);
  expect(isRunning(pid)).toBe(false);
}

const numberIn = (line: string) => Number(/^grandchild (\d+)$/.exec(line)?.[1]);

describe('runCommand', () => {
  it('returns output and exit code, and reports a missing command', async () => {
    const result = await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3']);
    expect(result).toMatchObject({ code: 3, missing: false, stdout: 'out\n' });
    expect(result.output).toContain('err');
    expect(await runCommand('no-such-command-at-all', [])).toMatchObject({ code: 127, missing: true });
    const killed = await runCommand('sh', ['-c', 'kill -9 $$']);
    expect(killed).toMatchObject({ missing: false, output: expect.stringContaining('ended by SIGKILL') });
    expect(killed.code).not.toBe(0);
  });

  it('passes the environment to the command, and our Node options to node', async () => {
    const env = { ...process.env, NODE_OPTIONS: '--no-warnings', WORD: 'ü' };
    const { stdout } = await runCommand('sh', ['-c', 'echo "$WORD $NODE_OPTIONS"'], { env });
    expect(stdout).toBe('ü --no-warnings\n');
  });

  it('also ends the child of a wrapper script when aborted', async () => {
    const stop = new AbortController();
    let grandchild = 0;
    const start = performance.now();
    const running = runCommand('sh', ['-c', shim], {
      signal: stop.signal,
      onLine: (line) => {
        grandchild = numberIn(line);
        stop.abort(new Error('Ctrl-C'));
      },
    });
    await expect(running).rejects.toThrow('Ctrl-C');
    expect(performance.now() - start).toBeLessThan(15_000);
    await expectGone(grandchild);
  });

  it('leaves no process running when this one is killed', async () => {
    const installer = startFixture(new URL('./__fixtures__/run-shim.ts', import.meta.url), [shim]);
    const grandchild = await new Promise<number>((resolve) =>
      installer.stdout.setEncoding('utf8').on('data', (text: string) => resolve(numberIn(text.trim()))),
    );
    expect(isRunning(grandchild)).toBe(true);
    installer.kill('SIGKILL');
    await expectGone(grandchild);
  });
});
