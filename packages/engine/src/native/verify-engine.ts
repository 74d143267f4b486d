import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { engineCacheFolder } from './cache-folder.js';
import { manifestName, notInstalled, whatIsWrongWith } from './installed-engine.js';
import { kernelsKey } from './kernels-folder.js';
import { type Machine, nativeTarget, thisMachine } from './native-target.js';

/**
 * Hashes every file of the native engines that are installed here and of their kernels, also of one that would not be started.
 *
 * @returns one line saying what is wrong with one; null where they are as they were installed, or where there is none
 */
export function verifyInstalledEngine(
  cache: string = engineCacheFolder(),
  machine: Machine = thisMachine(),
): string | null {
  for (const device of ['gpu', 'cpu'] as const) {
    const found = nativeTarget(machine, device);
    const folder = 'target' in found ? join(cache, found.target.key) : undefined;
    if (folder === undefined || !existsSync(folder)) continue;
    const kernels = join(folder, kernelsKey());
    for (const part of existsSync(kernels) ? [folder, kernels] : [folder]) {
      const wrong = whatIsWrongWith(part, { thorough: true });
      if (wrong !== null) return wrong === notInstalled ? `${join(part, manifestName)} is missing` : wrong;
    }
  }
  return null;
}
