import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { main, nodeOptions } from './commands.js';

/** Whether this machine can say what a process asks of its system. */
export const canTrace = spawnSync('strace', ['-V']).status === 0;

/** What a run of the command asked of the system, a call a line; the engine is JavaScript, which needs no files. */
export function traced(words: readonly string[], trace: string, calls: string, env: NodeJS.ProcessEnv = {}) {
  const strace = ['-f', '-qq', '-e', 'signal=none', '-e', `trace=${calls}`, '-o', trace];
  const ran = spawnSync('strace', [...strace, process.execPath, main, ...words], {
    encoding: 'utf8',
    env: {
      ...process.env,
      FTN_ENGINE: 'cpu',
      ...nodeOptions,
      ...env,
    },
  });
  return { code: ran.status, err: ran.stderr, lines: readFileSync(trace, 'utf8').split('\n') };
}
