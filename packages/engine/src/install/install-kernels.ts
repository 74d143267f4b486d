import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifest } from '../native/installed-engine.js';
import { kernelsAddon, kernelsKey } from '../native/kernels-folder.js';
import type { NativeTarget } from '../native/native-target.js';
import type { BuildOptions } from './build-engine.js';
import { checkInstall } from './check-install.js';
import { compileKernels, type Toolchain } from './compile-addon.js';
import { findPip } from './find-pip.js';
import { findToolchain } from './find-toolchain.js';
import { installOnce } from './install-once.js';

/**
 * Compiles the kernels against the engine in `engine` into a folder of its own, and proves them there.
 *
 * @param folder an empty folder
 * @returns null, or one line saying why there are none
 */
async function buildKernels(
  toolchain: Toolchain,
  target: NativeTarget,
  engine: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const addon = join(folder, kernelsAddon);
  const failure =
    (await compileKernels(toolchain, engine, target.libraries, addon, signal)) ??
    (await checkInstall(engine, { kernels: addon, signal }));
  if (failure === null) writeManifest(folder, [kernelsAddon]);
  return failure;
}

/**
 * Puts the kernels into an engine that is installed and lacks these. Without them the engine takes TensorFlow's own
 * operations, slower and with the same results.
 *
 * @returns null, or one line saying why there are none
 */
export async function installKernels(
  target: NativeTarget,
  engine: string,
  { onProgress, signal, log }: BuildOptions & { readonly log?: ((line: string) => void) | undefined },
): Promise<string | null> {
  // They are for the processor.
  if (target.device === 'gpu') return null;
  const build = async (staging: string): Promise<{ ready: string } | { reason: string }> => {
    onProgress?.({ step: 'kernels', done: 0, total: 0 });
    const ready = join(staging, 'ready');
    mkdirSync(ready);
    const pip = await findPip(signal);
    if (!pip) return { reason: 'no pip was found to fetch a compiler with' };
    const toolchain = await findToolchain(pip, staging, staging, onProgress, signal);
    if ('reason' in toolchain) return toolchain;
    const failure = await buildKernels(toolchain, target, engine, ready, signal);
    return failure === null ? { ready } : { reason: failure };
  };
  const { installed, reason } = await installOnce({ cache: engine, key: kernelsKey(), build, log, signal });
  return installed ? null : reason;
}
