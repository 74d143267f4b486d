import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type OnBytes, pipDownload } from './download-wheel.js';
import type { Compiler } from './find-compiler.js';
import type { Pip } from './find-pip.js';
import { unpackWheel } from './unpack-wheel.js';

const version = '0.17.1';

interface ZigWheel {
  readonly platformTag: string;
  readonly bytes: number;
  readonly sha256: string;
  /** No particular processor of its kind. */
  readonly target: string;
}

/** The oldest C library that TensorFlow's own wheel runs on: what is compiled here asks for no newer one. */
export const oldestGlibc = '2.27';

const wheels: Readonly<Record<string, ZigWheel>> = {
  x64: {
    platformTag: 'manylinux_2_12_x86_64',
    bytes: 101_083_562,
    sha256: 'ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54',
    target: 'x86_64-linux-gnu',
  },
  arm64: {
    platformTag: 'manylinux_2_17_aarch64',
    bytes: 98_063_064,
    sha256: 'b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e',
    target: 'aarch64-linux-gnu',
  },
};

/**
 * Fetches the Zig toolchain, whose `c++` needs nothing of the system, for a Linux machine with pip but no compiler.
 *
 * @param folder where it is unpacked and works; 500 MB, to be deleted afterwards
 * @returns the compiler, or one line saying why that failed
 */
export async function fetchZig(
  pip: Pip,
  folder: string,
  onBytes: OnBytes,
  signal?: AbortSignal,
): Promise<Compiler | { reason: string }> {
  const none = 'no C++ compiler was found (tried $CXX, c++, g++, clang++)';
  const wheel = process.platform === 'linux' ? wheels[process.arch] : undefined;
  if (!wheel) return { reason: none };
  const result = await pipDownload(pip, {
    requirements: [`ziglang==${version} --hash=sha256:${wheel.sha256}`],
    platformTags: [wheel.platformTag],
    folder,
    onBytes: (done) => onBytes(Math.min(done, wheel.bytes), wheel.bytes),
    signal,
  });
  if ('reason' in result) return { reason: `${none}, and ${pip.name} could not fetch one: ${result.reason}` };
  for (const name of readdirSync(result.wheels)) {
    await unpackWheel(join(result.wheels, name), folder, (entry) => entry.startsWith('ziglang/'), { signal });
    rmSync(join(result.wheels, name));
  }
  const command = join(folder, 'ziglang', 'zig');
  chmodSync(command, 0o755);
  const cache = join(folder, 'zig-cache');
  const env = { ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
  return { name: 'zig c++', command, args: ['c++', '-target', `${wheel.target}.${oldestGlibc}`], env };
}
