import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifest } from '../native/installed-engine.js';
import type { NativeTarget } from '../native/native-target.js';
import { addonFiles } from './addon-sources.js';
import { checkInstall } from './check-install.js';
import { compileBinding, type Toolchain } from './compile-addon.js';
import { addCudaLibraries } from './cuda-wheels.js';
import { downloadWheel } from './download-wheel.js';
import { findPip } from './find-pip.js';
import { findToolchain } from './find-toolchain.js';
import type { InstallProgress } from './install-progress.js';
import { findPrebuilt, takePrebuilt } from './prebuilt-addons.js';
import { isNeededHeader, unpackWheel } from './unpack-wheel.js';

/** Disk the build needs at its height, in units of the wheel's size: itself, pip's cache and what it unpacks to. */
const diskPerWheel = 5.5;

/** The CUDA wheels and what they unpack to come on top, in bytes. */
const cudaDisk = 9e9;

/** How the native engine is built. */
export interface BuildOptions {
  /** Called with every step of the build. */
  readonly onProgress?: ((progress: InstallProgress) => void) | undefined;
  /** Called with a line for the user. */
  readonly log?: ((line: string) => void) | undefined;
  /** Aborting ends the build. */
  readonly signal?: AbortSignal | undefined;
}

/** One line when the disk is too full for the build; null when it is not. */
function shortOfDisk(target: NativeTarget, staging: string): string | null {
  const { bavail, bsize } = statfsSync(staging);
  const free = bavail * bsize;
  const needed = diskPerWheel * target.wheel.bytes + (target.device === 'gpu' ? cudaDisk : 0);
  const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
  return free < needed ? `${staging} has ${gigabytes(free)} GB free of ${gigabytes(needed)} needed` : null;
}

/**
 * Compiles the binding against the libraries that lie in `ready`, by headers out of the wheel.
 *
 * @returns null, or one line saying why there is no addon
 */
export async function compileFromWheel(
  toolchain: Toolchain,
  { libraries }: NativeTarget,
  wheel: string,
  staging: string,
  ready: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const headers = join(staging, 'headers');
  await unpackWheel(wheel, headers, isNeededHeader, { signal });
  return compileBinding(toolchain, ready, join(headers, 'tensorflow', 'include'), libraries, signal);
}

/** Builds the engine in a folder below `staging`; returns that folder, or one line saying why that failed. */
export async function buildEngine(
  target: NativeTarget,
  staging: string,
  { onProgress, log, signal }: BuildOptions,
): Promise<{ ready: string } | { reason: string }> {
  const ready = join(staging, 'ready');
  mkdirSync(ready);

  // What can fail at once fails before the large download.
  onProgress?.({ step: 'prepare', done: 0, total: 0 });
  const pip = await findPip(signal);
  if (!pip) {
    return { reason: 'no pip was found to fetch TensorFlow with (tried python3, python, pip, uv, pipx)' };
  }
  const short = shortOfDisk(target, staging);
  if (short) return { reason: short };
  const compiler = () => findToolchain(pip, staging, ready, onProgress, signal);
  const prebuilt = findPrebuilt('binding', { log });
  let toolchain = prebuilt === undefined ? await compiler() : undefined;
  if (toolchain && 'reason' in toolchain) return toolchain;

  const wheel = await downloadWheel(
    pip,
    target.wheel,
    staging,
    (done, total) => onProgress?.({ step: 'download', done, total }),
    signal,
  );
  if ('reason' in wheel) return wheel;
  const libraries = target.libraries.map((name) => `tensorflow/${name}`);
  const isLibrary = (name: string): boolean => libraries.includes(name);
  const onBytes = (done: number, total: number): void => onProgress?.({ step: 'unpack', done, total });
  await unpackWheel(wheel.path, ready, isLibrary, { onBytes, durable: true, signal });
  if (target.device === 'gpu') {
    const onCuda = (done: number): void => onProgress?.({ step: 'cuda', done, total: 0 });
    const failure = await addCudaLibraries(pip, wheel.path, staging, ready, onCuda, signal);
    if (failure) return { reason: failure };
  }

  const check = (): Promise<string | null> => {
    onProgress?.({ step: 'check', done: 0, total: 0 });
    return checkInstall(ready, { signal });
  };
  const taken = prebuilt !== undefined && (await takePrebuilt('binding', prebuilt, ready, check, { log }));
  if (!taken) {
    toolchain ??= await compiler();
    if ('reason' in toolchain) return toolchain;
    onProgress?.({ step: 'compile', done: 0, total: 0 });
    const failure =
      (await compileFromWheel(toolchain, target, wheel.path, staging, ready, signal)) ?? (await check());
    if (failure) return { reason: failure };
  }
  rmSync(wheel.path);
  writeManifest(ready, [...libraries, ...addonFiles.binding], taken ? 'prebuilt' : 'compiled');
  return { ready };
}
