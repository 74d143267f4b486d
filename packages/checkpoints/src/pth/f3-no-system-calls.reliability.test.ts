import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, seeded, testProgram } from '@ftn/reliability';
import { expect } from 'vitest';
import { dangerousGlobals } from '../testing/dangerous-globals.js';
import { code, legacyFile, pickle } from '../testing/pickle-assembler.js';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

/** What reading hostile pickles asks of the system. */
function callsOf(...more: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'ftn-hostile-'));
  const trace = join(folder, '..', `${folder.split('/').at(-1)}.trace`);
  try {
    for (const [i, [module, name]] of dangerousGlobals.entries()) {
      const call = [...code.global(module, name), ...code.string(`touch ${folder}/was-run`), ...code.tuple1];
      writeFileSync(join(folder, `${i}.pth`), legacyFile(pickle(call, code.reduce)));
    }
    const { script, execArgv } = testProgram(new URL('../testing/read-hostile.ts', import.meta.url));
    const node = [process.execPath, ...execArgv, script, folder, ...more];
    const calls = 'trace=execve,connect,socket,open,openat,unlink,unlinkat,rename,mkdir,fork,vfork';
    const said = execFileSync('strace', ['-f', '-e', calls, '-o', trace, ...node], { encoding: 'utf8' });
    expect(said).toBe(`${dangerousGlobals.length} of ${dangerousGlobals.length}\n`);
    const lines = readFileSync(trace, 'utf8').split('\n');
    const at = (mark: string) => lines.findIndex((line) => line.includes(mark));
    expect(at('begin-traced')).toBeGreaterThan(0);
    return lines.slice(at('begin-traced') + 1, at('end-traced'));
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(trace, { force: true });
  }
}

row('F3', 'calls to the system while reading', () => {
  if (!hasStrace) return { count: 0, figure: 'this machine has no strace' };
  expect(callsOf()).toEqual([]);
  return {
    count: dangerousGlobals.length,
    figure: `${dangerousGlobals.length} files: 0 execve, connect, open, unlink`,
  };
});

seeded('F3', 'a file is opened while a pickle is read', () => {
  if (hasStrace) expect(callsOf('careless').length).toBeGreaterThan(0);
});
