import { join } from 'node:path';
import { proveToolchain, type Toolchain } from './compile-addon.js';
import { findCompiler } from './find-compiler.js';
import type { Pip } from './find-pip.js';
import type { InstallProgress } from './install-progress.js';
import { fetchZig } from './zig-compiler.js';

/**
 * A compiler that has made an addon in `folder`: the machine's, or Zig's, fetched into `staging`.
 *
 * @returns the toolchain, or one line saying why there is none
 */
export async function findToolchain(
  pip: Pip,
  staging: string,
  folder: string,
  onProgress?: (progress: InstallProgress) => void,
  signal?: AbortSignal,
): Promise<Toolchain | { reason: string }> {
  let compiler: Awaited<ReturnType<typeof fetchZig>> | null = await findCompiler(signal);
  if (!compiler) {
    const onBytes = (done: number, total: number): void => onProgress?.({ step: 'compiler', done, total });
    compiler = await fetchZig(pip, join(staging, 'zig'), onBytes, signal);
    onProgress?.({ step: 'compile', done: 0, total: 0 });
  }
  if ('reason' in compiler) return compiler;
  return proveToolchain(compiler, folder, signal);
}
