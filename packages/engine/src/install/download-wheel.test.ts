import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadWheel } from './download-wheel.js';
import { findPip } from './find-pip.js';

const wheel = { project: 'tensorflow-cpu', platformTag: 'manylinux_x', bytes: 10, sha256: 'ab12' } as const;
let bin: string;

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'ftn-pip-'));
  vi.stubEnv('PATH', bin);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(bin, { recursive: true, force: true });
});

/** Puts a program on the path that runs `body` with `args`, its arguments. */
function program(name: string, body: string): void {
  const path = join(bin, name);
  const head = `#!${process.execPath}\nconst fs = require('node:fs'); const args = process.argv.slice(2);\n`;
  writeFileSync(path, head + body);
  chmodSync(path, 0o755);
}

const version = `if (args.includes('--version')) { console.log('pip 25.0 from somewhere'); process.exit(0); }\n`;

describe.skipIf(process.platform === 'win32')('downloadWheel with a stub pip on the PATH', () => {
  it('finds no pip, and skips a Python without pip', async () => {
    expect(await findPip()).toBeNull();
    program('python3', `console.error('No module named pip'); process.exit(1);`);
    expect(await findPip()).toBeNull();
    program('pip3', version);
    expect((await findPip())?.name).toBe('pip3');
  });

  it('requests exactly one file by platform and hash, whatever the Python version', async () => {
    program(
      'pip3',
      `${version}const dest = args[args.indexOf('--dest') + 1]; fs.mkdirSync(dest, { recursive: true });
       fs.writeFileSync(dest + '/t.whl', '0123456789');
       fs.writeFileSync(${JSON.stringify(join(bin, 'said'))}, JSON.stringify(args));`,
    );
    const pip = await findPip();
    const seen: number[] = [];
    const result = await downloadWheel(pip!, wheel, bin, (done) => seen.push(done));
    expect(result).toEqual({ path: join(bin, 'wheels', 't.whl') });
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(10);
    const args = JSON.parse(readFileSync(join(bin, 'said'), 'utf8')) as string[];
    const line = args.join(' ');
    expect(line).toContain('download --no-deps --only-binary=:all:');
    expect(line).toContain('--platform manylinux_x --python-version 3.11 --implementation cp --abi cp311');
    const requirements = readFileSync(args[args.indexOf('-r') + 1]!, 'utf8');
    expect(requirements).toBe('tensorflow-cpu==2.21.0 --hash=sha256:ab12\n');
  });

  it('reports in one line why pip failed', async () => {
    program(
      'pip3',
      `${version}console.error('WARNING: retrying\\nERROR: No matching distribution\\n'); process.exit(1);`,
    );
    const result = await downloadWheel((await findPip())!, wheel, bin, () => {});
    expect(result).toEqual({ reason: 'pip3 could not fetch TensorFlow: ERROR: No matching distribution' });
  });

  it('ends pip when aborted', async () => {
    const started = join(bin, 'started');
    program(
      'pip3',
      `${version}fs.writeFileSync(${JSON.stringify(started)}, ''); setInterval(() => {}, 1000);`,
    );
    const stop = new AbortController();
    const running = downloadWheel((await findPip())!, wheel, bin, () => {}, stop.signal);
    await vi.waitUntil(() => existsSync(started), { timeout: 10_000 });
    stop.abort();
    await expect(running).rejects.toThrow(/aborted/);
  });
});
