import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { engineCacheFolder } from '../native/cache-folder.js';
import { whatIsWrongWith, writeManifest } from '../native/installed-engine.js';
import { type NativeTarget, nativeTarget, thisMachine } from '../native/native-target.js';
import { checkInstall } from './check-install.js';
import { compileAddon } from './compile-addon.js';
import { downloadWheel } from './download-wheel.js';
import { withInstallLock } from './install-lock.js';
import { makeStagingFolder, publishFolder, sweepLeftovers } from './staging-folder.js';
import { isNeededHeader, unpackWheel } from './unpack-wheel.js';

/** How far an installation is: `done` of `total` bytes where the step has bytes, else 0 of 1. */
export interface InstallProgress {
  readonly step: 'download' | 'unpack' | 'compile' | 'check';
  readonly done: number;
  readonly total: number;
}

export interface InstallOptions {
  /** Takes TensorFlow's CUDA library and the CUDA wheels it names (Linux x64). */
  readonly gpu?: boolean;
  readonly onProgress?: (progress: InstallProgress) => void;
  /** Called with one line at a time. */
  readonly log?: (line: string) => void;
  /** Aborting ends the installation, deletes what it had built and rejects. */
  readonly signal?: AbortSignal;
}

export interface InstallResult {
  readonly installed: boolean;
  /** The engine's folder; empty when there is none. */
  readonly path: string;
  /** One line: `already installed`, `installed now`, or why not. */
  readonly reason: string;
}

/** Builds the engine below `staging`; returns its folder, or one line saying why there is none. */
async function build(
  target: NativeTarget,
  staging: string,
  options: InstallOptions,
): Promise<{ ready: string } | { reason: string }> {
  const { onProgress, signal } = options;
  const ready = join(staging, 'ready');
  const headers = join(staging, 'headers');
  const wheel = await downloadWheel(
    target.wheel,
    staging,
    (done, total) => onProgress?.({ step: 'download', done, total }),
    signal,
  );
  if ('reason' in wheel) return wheel;

  const libraries = target.libraries.map((name) => `tensorflow/${name}`);
  await unpackWheel(
    wheel.path,
    ready,
    (name) => libraries.includes(name),
    (done, total) => onProgress?.({ step: 'unpack', done, total }),
    signal,
  );
  await unpackWheel(wheel.path, headers, isNeededHeader, () => {}, signal);
  rmSync(wheel.path);

  onProgress?.({ step: 'compile', done: 0, total: 1 });
  const include = join(headers, 'tensorflow', 'include');
  const failure = await compileAddon(ready, include, target.libraries, signal);
  if (failure) return { reason: failure };

  onProgress?.({ step: 'check', done: 0, total: 1 });
  const wrong = await checkInstall(ready, signal);
  if (wrong) return { reason: wrong };
  writeManifest(ready, [...libraries, 'tfjs_binding.node', 'quiet_stderr.node']);
  return { ready };
}

/**
 * Puts the native engine into the per-user cache: TensorFlow's library out of its published wheel, and tfjs-node's
 * addon compiled against it. Built aside and renamed, so that a folder that is there is whole; safe for several
 * installers at once. Never throws for what a machine lacks: `installed` is false and `reason` one line.
 */
export async function installEngine(options: InstallOptions = {}): Promise<InstallResult> {
  const found = nativeTarget(thisMachine(), options.gpu ? 'gpu' : 'cpu');
  if ('reason' in found) return { installed: false, path: '', reason: found.reason };
  const { target } = found;
  const cache = engineCacheFolder();
  const path = join(cache, target.key);
  if (whatIsWrongWith(path) === null) return { installed: true, path, reason: 'already installed' };
  try {
    mkdirSync(cache, { recursive: true });
    return await withInstallLock(
      `${path}.lock`,
      async () => {
        if (whatIsWrongWith(path) === null)
          return { installed: true, path, reason: 'another process installed it' };
        sweepLeftovers(cache, target.key);
        const staging = makeStagingFolder(cache, target.key);
        try {
          const built = await build(target, staging, options);
          if ('reason' in built) return { installed: false, path: '', reason: built.reason };
          // A damaged folder is in the way: it goes into this build's own folder and away with it.
          if (existsSync(path)) renameSync(path, join(staging, 'damaged'));
          publishFolder(built.ready, path);
          return { installed: true, path, reason: 'installed now' };
        } finally {
          rmSync(staging, { recursive: true, force: true });
        }
      },
      {
        signal: options.signal,
        onWait: (owner) =>
          options.log?.(
            `waiting for another installation (process ${owner?.pid ?? 'unknown'} on ${owner?.host ?? '?'})`,
          ),
      },
    );
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return { installed: false, path: '', reason: (error as Error).message };
  }
}
