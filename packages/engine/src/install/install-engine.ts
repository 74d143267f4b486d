import { join } from 'node:path';
import { engineCacheFolder } from '../native/cache-folder.js';
import { whatIsWrongWith } from '../native/installed-engine.js';
import { installedKernels, kernelsKey } from '../native/kernels-folder.js';
import { nativeTarget, thisMachine } from '../native/native-target.js';
import { buildEngine } from './build-engine.js';
import { installKernels } from './install-kernels.js';
import { type InstallResult, installOnce } from './install-once.js';
import type { InstallProgress } from './install-progress.js';
import { rememberingFailure } from './last-failure.js';

/** How the native engine is installed. */
export interface InstallOptions {
  /** Takes TensorFlow's CUDA library and the CUDA wheels it names (Linux x64). */
  readonly gpu?: boolean;
  /** Called with every step of the installation. */
  readonly onProgress?: (progress: InstallProgress) => void;
  /** Called with one line at a time. */
  readonly log?: (line: string) => void;
  /** Aborting ends the installation, deletes what it had built and rejects. */
  readonly signal?: AbortSignal;
  /** Does not try again when the last attempt failed less than this many milliseconds ago. */
  readonly notAfterFailureWithinMs?: number;
}

/**
 * Puts the native engine into the per-user cache: TensorFlow's library out of its published wheel, and tfjs-node's
 * addon and the kernels, prebuilt where they fit and else compiled against it. Built aside and renamed, so that a folder that
 * is there is whole; safe for several installers at once. Where the machine lacks something, `installed` is false and `reason` one line.
 *
 * @throws the signal's reason when aborted
 */
export async function installEngine(options: InstallOptions = {}): Promise<InstallResult> {
  const { onProgress, signal, log, notAfterFailureWithinMs: withinMs = 0 } = options;
  const found = nativeTarget(thisMachine(), options.gpu ? 'gpu' : 'cpu');
  if ('reason' in found) return { installed: false, path: '', reason: found.reason };
  const { target } = found;
  const cache = engineCacheFolder();
  const path = join(cache, target.key);
  let how = 'already installed';
  if (whatIsWrongWith(path) !== null) {
    const failed = await rememberingFailure(`${path}.failed`, { withinMs, signal }, async () => {
      const build = (staging: string) => buildEngine(target, staging, { onProgress, log, signal });
      const { installed, reason } = await installOnce({ cache, key: target.key, build, log, signal });
      how = reason;
      return installed ? null : reason;
    });
    if (failed !== null) return { installed: false, path: '', reason: failed };
  }
  const result = { installed: true, path, reason: how };
  if (installedKernels(path) !== undefined) return result;
  const withoutKernels = await rememberingFailure(
    `${join(path, kernelsKey())}.failed`,
    { withinMs, signal },
    () => installKernels(target, path, { onProgress, log, signal }),
  );
  return withoutKernels === null ? result : { ...result, withoutKernels };
}
