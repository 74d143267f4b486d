import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifest } from '../native/installed-engine.js';
import { kernelsAddon, kernelsKey } from '../native/kernels-folder.js';
import type { NativeTarget } from '../native/native-target.js';
import type { BuildOptions } from './build-engine.js';
import { checkInstall } from './check-install.js';
import { compileKernels } from './compile-addon.js';
import { findPip } from './find-pip.js';
import { findToolchain } from './find-toolchain.js';
import { installOnce } from './install-once.js';
import { findPrebuilt, takePrebuilt } from './prebuilt-addons.js';

/**
 * Puts the kernels into an engine that is installed and lacks these, prebuilt where they fit, else compiled. Without them the engine takes TensorFlow's own
 * operations, slower and with the same results.
 *
 * @returns null, or one line saying why there are none
 */
export async function installKernels(
  target: NativeTarget,
  engine: string,
  { onProgress, signal, log }: BuildOptions,
): Promise<string | null> {
  // They are for the processor.
  if (target.device === 'gpu') return null;
  const build = async (staging: string): Promise<{ ready: string } | { reason: string }> => {
    onProgress?.({ step: 'kernels', done: 0, total: 0 });
    const ready = join(staging, 'ready');
    mkdirSync(ready);
    const addon = join(ready, kernelsAddon);
    const check = () => checkInstall(engine, { kernels: addon, signal });
    const prebuilt = findPrebuilt('kernels', { log });
    if (prebuilt !== undefined && (await takePrebuilt('kernels', prebuilt, ready, check, { log }))) {
      writeManifest(ready, [kernelsAddon], 'prebuilt');
      return { ready };
    }
    const pip = await findPip(signal);
    if (!pip) return { reason: 'no pip was found to fetch a compiler with' };
    const toolchain = await findToolchain(pip, staging, staging, onProgress, signal);
    if ('reason' in toolchain) return toolchain;
    const failure =
      (await compileKernels(toolchain, engine, target.libraries, addon, signal)) ?? (await check());
    if (failure !== null) return { reason: failure };
    writeManifest(ready, [kernelsAddon], 'compiled');
    return { ready };
  };
  const { installed, reason } = await installOnce({ cache: engine, key: kernelsKey(), build, log, signal });
  return installed ? null : reason;
}
