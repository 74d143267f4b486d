import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, seeded, testProgram } from '@ftn/reliability';
import { afterAll, beforeAll, expect } from 'vitest';
import { MetricsLog } from './metrics-log.js';
import { readLatestRunCheckpoint } from './run-checkpoint/read-run-checkpoint.js';

const { script, execArgv } = testProgram(new URL('../testing/write-until-full.ts', import.meta.url));
const node = [process.execPath, ...execArgv, script];
const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ftn-full-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What each write of a process said that a shell limits first. */
function say(shell: readonly string[], careless = ''): string[] {
  const [command, ...words] = shell;
  const env = { ...process.env, FTN_CARELESS: careless };
  const { stdout, stderr } = spawnSync(command!, words, { encoding: 'utf8', env });
  return JSON.parse(stdout || JSON.stringify([stderr])) as string[];
}

/** What is wrong with a small checkpoint, a large one, a long line and a short one on a disk that gets full. */
function problemsOf([first, second, third, fourth]: string[], code: string): string[] {
  return [
    first === 'written' ? '' : `the small checkpoint: ${first}`,
    new RegExp(`step-2\\.ftn: could not be written \\(${code}, \\d+ bytes needed\\)`).test(second ?? '')
      ? ''
      : `the large checkpoint: ${second}`,
    new RegExp(`metrics\\.jsonl: the log could not be written \\(${code}`).test(third ?? '')
      ? ''
      : `the log: ${third}`,
    // The torn line has filled the file up to the limit: not even a short one fits behind it.
    fourth?.includes(code) ? '' : `the log's next line: ${fourth}`,
  ].filter(Boolean);
}

const limited = (folder: string) => ['bash', '-c', `ulimit -f 64; exec ${quoted([...node, folder])}`];

row('K4', 'a limit of the system (ulimit -f)', async () => {
  if (process.platform === 'win32') return { count: 0, figure: 'not on this system' };
  expect(problemsOf(say(limited(directory)), 'EFBIG')).toEqual([]);
  expect((await readLatestRunCheckpoint(directory))?.step).toBe(1);
  expect(await MetricsLog.read(join(directory, 'metrics.jsonl'))).toEqual({ records: [], damaged: [1] });
  expect(readdirSync(directory).sort()).toEqual(['metrics.jsonl', 'step-1.ftn']);
  return { count: 4, figure: 'EFBIG named with path and bytes; the old checkpoint whole, no temporary file' };
});

row('K4', 'a disk of 64 KB', () => {
  // A file system of one's own needs a user namespace, which not every machine grants.
  const mount = `mount -t tmpfs -o size=64k none '${directory}'`;
  const namespace = ['unshare', '-rm', 'bash', '-c'];
  if (spawnSync(namespace[0]!, [...namespace.slice(1), mount]).status !== 0)
    return { count: 0, figure: 'this machine grants no file system of its own' };
  const rest = `ls -A '${directory}' >&2`;
  const said = say([...namespace, `${mount}; ${quoted([...node, directory])}; ${rest}`]);
  expect(problemsOf(said, 'ENOSPC')).toEqual([]);
  return { count: 4, figure: 'ENOSPC named with path and bytes; the old checkpoint whole' };
});

seeded('K4', 'the error of a write is ignored', () => {
  expect(problemsOf(say(limited(directory), '1'), 'EFBIG').join()).toContain('the large checkpoint: written');
});
