import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';
import { startPython } from './python-side.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-python-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program in the place of Python. */
async function program(name: string, source: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!${process.execPath}\n${source}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('startPython', () => {
  it('asks for blocks and gets what they took', async () => {
    const python = await program(
      'answers',
      `const say = (it) => process.stdout.write(JSON.stringify(it) + '\\n');
       say({ ready: 'as ' + JSON.parse(process.argv[3]).format });
       process.stdin.on('data', (line) => say({ ms: Array(JSON.parse(line).steps).fill(7), processor: 9, peak: 1 }));`,
    );
    const side = await startPython('it', { python, script: 'step.py', setting: { format: 'told' } });
    expect(side.ready).toBe('as told');
    expect(await side.run({ rank: 0, steps: 2 })).toEqual({ ms: [7, 7], processor: 9, peak: 1 });
    side.stop();
  });

  it('says how to install what a Python lacks', async () => {
    const python = await program(
      'lacks',
      `console.error("ModuleNotFoundError: No module named 'torch'"); process.exitCode = 1;`,
    );
    const { code, err } = await ftn('bench', 'step', '--vs', 'pytorch', '--python', python);
    expect(code).toBe(2);
    expect(err).toContain("exit code 1: ModuleNotFoundError: No module named 'torch'");
    expect(err).toContain(`${python} -m pip install torch torchvision`);
  });

  it('says that there is no such Python, and what a measure is compared with', async () => {
    const missing = await ftn('bench', 'data', '--vs', 'torchvision', '--python', join(folder, 'none'));
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('ENOENT') });
    expect(missing.err).toContain('--python');
    const folded = await ftn('bench', 'predict', '--vs', 'onnxruntime', '--ranks', '0,10');
    expect(folded.err).toContain('onnxruntime is compared on a merged network alone');
    const other = await ftn('bench', 'predict', '--vs', 'torchvision');
    expect(other.err).toContain(
      "'ftn bench predict' is not compared with 'torchvision': expected --vs pytorch or --vs onnxruntime",
    );
    expect((await ftn('bench', 'data')).err).toContain('--vs torchvision');
    expect((await ftn('bench', 'steps')).err).toContain("Did you mean 'step'?");
    const small = await ftn('bench', '--vs', 'pytorch', '--backbone', 'resnet10-small');
    expect(small.err).toContain("torchvision has no 'resnet10-small' to compare with");
  });
});
