import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { whatIsWrongWith } from '../native/installed-engine.js';
import { withInstallLock } from './install-lock.js';
import { makeStagingFolder, publishFolder, sweepLeftovers } from './staging-folder.js';

/** What became of an installation. */
export interface InstallResult {
  readonly installed: boolean;
  /** The engine's folder; empty when there is none. */
  readonly path: string;
  /** One line: `already installed`, `installed now`, or why not. */
  readonly reason: string;
  /** One line where the engine is there and its own kernels are not: TensorFlow's are taken, slower. */
  readonly withoutKernels?: string;
}

/** An installation that at most one process performs. */
export interface OnceOptions {
  /** The folder of all engines. */
  readonly cache: string;
  /** The name of this one. */
  readonly key: string;
  /** Builds below the folder given; returns the finished folder, or one line saying why that failed. */
  readonly build: (staging: string) => Promise<{ ready: string } | { reason: string }>;
  /** Called with a line for the user. */
  readonly log?: ((line: string) => void) | undefined;
  /** Aborting ends the installation. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Installs into `cache`/`key` what `build` makes, unless it is there and whole: built aside and put in place by one
 * rename, by one process at a time, with what killed installers left behind cleared away first.
 */
export async function installOnce({ cache, key, build, log, signal }: OnceOptions): Promise<InstallResult> {
  const path = join(cache, key);
  if (whatIsWrongWith(path) === null) return { installed: true, path, reason: 'already installed' };
  mkdirSync(cache, { recursive: true });
  return withInstallLock(
    `${path}.lock`,
    async () => {
      if (whatIsWrongWith(path) === null)
        return { installed: true, path, reason: 'another process installed it' };
      sweepLeftovers(cache, key);
      const staging = makeStagingFolder(cache, key);
      try {
        const built = await build(staging);
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
      signal,
      onWait: (owner) => {
        const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
        log?.(`waiting for ${who}, which is installing`);
      },
    },
  );
}
