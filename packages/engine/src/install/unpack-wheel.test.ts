import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isNeededHeader, unpackWheel } from './unpack-wheel.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ftn-wheel-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function wheel(files: Parameters<typeof zipSync>[0]): string {
  const path = join(folder, 'x.whl');
  writeFileSync(path, zipSync(files));
  return path;
}

describe('unpackWheel', () => {
  it('unpacks only the requested files in their own layout, and reports the bytes', async () => {
    const path = wheel({
      'tensorflow/lib.so': strToU8('x'.repeat(100_000)),
      'tensorflow/other.py': strToU8('y'),
    });
    const seen: [number, number][] = [];
    const names = await unpackWheel(path, join(folder, 'out'), (name) => name.endsWith('.so'), {
      onBytes: (done, total) => seen.push([done, total]),
      durable: true,
    });
    expect(names).toEqual(['tensorflow/lib.so']);
    expect(readdirSync(join(folder, 'out', 'tensorflow'))).toEqual(['lib.so']);
    expect(readFileSync(join(folder, 'out', 'tensorflow', 'lib.so'), 'utf8')).toBe('x'.repeat(100_000));
    expect(seen.at(-1)).toEqual([100_000, 100_000]);
  });

  it('keeps the execute bit of programs', async () => {
    const program = [strToU8('#!'), { os: 3, attrs: 0o755 << 16 }] as const;
    const path = wheel({ ptxas: [...program], text: strToU8('t') });
    await unpackWheel(path, join(folder, 'out'), () => true);
    expect(statSync(join(folder, 'out', 'ptxas')).mode & 0o100).toBe(0o100);
    expect(statSync(join(folder, 'out', 'text')).mode & 0o100).toBe(0);
  });

  it('refuses a path outside the folder, and a file that is not a zip', async () => {
    const evil = wheel({ '../evil': strToU8('e') });
    await expect(unpackWheel(evil, join(folder, 'out'), () => true)).rejects.toThrow(/relative path/);
    expect(readdirSync(folder)).not.toContain('evil');
    writeFileSync(evil, 'not a zip');
    await expect(unpackWheel(evil, join(folder, 'out'), () => true)).rejects.toThrow();
  });
});

it.each([
  ['tensorflow/include/tensorflow/c/c_api.h', true],
  ['tensorflow/include/tensorflow/c/eager/c_api.h', true],
  ['tensorflow/include/xla/tsl/c/tsl_status.h', true],
  ['tensorflow/include/tsl/platform/ctstring_internal.h', true],
  ['tensorflow/include/tensorflow/core/platform/ctstring.h', true],
  ['tensorflow/include/tensorflow/core/framework/op.h', false],
  ['tensorflow/include/tensorflow/c/experimental/filesystem/modular_filesystem.h', false],
])("isNeededHeader('%s') is %s", (name, needed) => {
  expect(isNeededHeader(name)).toBe(needed);
});
