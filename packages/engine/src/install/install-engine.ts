import { join } from 'node:path';
import { engineCacheFolder } from '../native/cache-folder.js';
import { whatIsWrongWith } from '../native/installed-engine.js';
import { installedKernels, kernelsKey } from '../native/kernels-folder.js';
import { type NativeTarget, nativeTarget, thisMachine } from '../native/native-target.js';
import { buildEngine } from './build-engine.js';
import { installKernels } from './install-kernels.js';
import { type InstallResult, installOnce } from './install-once.js';
import type { InstallProgress } from './install-progress.js';
import { forgetFailure, recentFailure, rememberFailure } from './last-failure.js';

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
 * addon and kernels compiled against it. Built aside and renamed, so that a folder that is there is whole; safe for several
 * installers at once. Where the machine lacks something, `installed` is false and `reason` one line.
 *
 * @throws the signal's reason when aborted
 */
export async function installEngine(options: InstallOptions = {}): Promise<InstallResult> {
  const { onProgress, signal, log } = options;
  const found = nativeTarget(thisMachine(), options.gpu ? 'gpu' : 'cpu');
  if ('reason' in found) return { installed: false, path: '', reason: found.reason };
  const { target } = found;
  const cache = engineCacheFolder();
  const path = join(cache, target.key);
  const kernels = () => withKernels(target, path, options);
  if (whatIsWrongWith(path) === null) {
    return { installed: true, path, reason: 'already installed', ...(await kernels()) };
  }
  const failure = `${path}.failed`;
  const before = recentFailure(failure, options.notAfterFailureWithinMs ?? 0);
  if (before !== null) return { installed: false, path: '', reason: before };
  const build = (staging: string) => buildEngine(target, staging, { onProgress, signal });
  let result: InstallResult;
  try {
    result = await installOnce({ cache, key: target.key, build, log, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    result = { installed: false, path: '', reason: (error as Error).message };
  }
  if (result.installed) forgetFailure(failure);
  else rememberFailure(failure, result.reason);
  return result.installed ? { ...result, ...(await kernels()) } : result;
}

/** Puts the kernels into the engine of `path`, or says why there are none; a failure is remembered like the engine's. */
async function withKernels(
  target: NativeTarget,
  path: string,
  { onProgress, log, signal, notAfterFailureWithinMs = 0 }: InstallOptions,
): Promise<{ withoutKernels?: string }> {
  if (installedKernels(path) !== undefined) return {};
  const failure = `${join(path, kernelsKey())}.failed`;
  const before = recentFailure(failure, notAfterFailureWithinMs);
  if (before !== null) return { withoutKernels: before };
  let reason: string | null;
  try {
    reason = await installKernels(target, path, { onProgress, log, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    reason = (error as Error).message;
  }
  if (reason === null) {
    forgetFailure(failure);
    return {};
  }
  rememberFailure(failure, reason);
  return { withoutKernels: reason };
}
