import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const launch = fileURLToPath(new URL('./__fixtures__/launch.mjs', import.meta.url));

/** Starts the launcher; `said` resolves with the match once its output has one. */
function start(...args) {
  const child = spawn(process.execPath, [launch, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let waiting = [];
  child.stderr.resume();
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
    waiting = waiting.filter(({ pattern, resolve }) => {
      const match = pattern.exec(out);
      if (match) resolve(match);
      return !match;
    });
  });
  const said = (pattern) => new Promise((resolve) => waiting.push({ pattern, resolve }));
  const end = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out })));
  return { child, said, end };
}

describe.skipIf(process.platform === 'win32')('runOnSources', () => {
  it('exits with the code of the command, or by the signal that ended it', async () => {
    expect(await start('exit', '3').end).toMatchObject({ code: 3, signal: null });
    expect(await start('die').end).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('forwards one Ctrl-C once, however often it arrives, and waits for a clean exit', async () => {
    const { child, said, end } = start('wait');
    await said(/ready/);
    child.kill('SIGINT');
    await said(/SIGINT 1/);
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 130, out: expect.not.stringContaining('SIGINT 2') });
  });

  it('lets the command end when the launcher is killed', async () => {
    const { child, said, end } = start('wait');
    await said(/ready/);
    child.kill('SIGKILL');
    // The output closes only when the command itself has ended.
    expect((await end).out).toContain('launcher gone');
  });

  it('passes the TypeScript loader and the sources to child processes', async () => {
    expect(await start('child').end).toMatchObject({ code: 0, out: 'child: compiling the addon\n' });
  });

  it.skipIf(Number(process.versions.node.split('.')[0]) < 22)('passes them to worker threads', async () => {
    expect(await start('worker').end).toMatchObject({ code: 0, out: 'worker: compiling the addon\n' });
  });
});
