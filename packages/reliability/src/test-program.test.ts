import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { testProgram } from './test-program.js';

it('is run as it was built, and through a loader where no build has it', () => {
  const source = new URL('./some-child.ts', import.meta.url);
  const onSources = {
    script: fileURLToPath(source),
    execArgv: ['--import', 'tsx', '--conditions=@ftn/source'],
  };
  const build = mkdtempSync(join(tmpdir(), 'ftn-program-'));
  try {
    expect(testProgram(source, '')).toEqual(onSources);
    expect(testProgram(source, build)).toEqual(onSources);
    const script = join(build, 'some-child.js');
    writeFileSync(script, '');
    expect(testProgram(source, build)).toEqual({ script, execArgv: [] });
  } finally {
    rmSync(build, { recursive: true });
  }
});
