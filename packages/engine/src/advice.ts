import type { EngineName } from './engine-info.js';
import type { FoundEngine } from './native/installed-engine.js';

/** What the advice depends on. */
export interface Situation {
  readonly name: EngineName;
  readonly device: 'cpu' | 'gpu';
  readonly native: FoundEngine;
  /** True where the native engine runs without the kernels it could have. */
  readonly withoutKernels: boolean;
  /** True when the machine shows an NVIDIA driver. */
  readonly nvidia: boolean;
  readonly platform: string;
}

/** One line: what would give a better engine than the running one; undefined when nothing would. */
export function advice({
  name,
  device,
  native,
  withoutKernels,
  nvidia,
  platform,
}: Situation): string | undefined {
  if (name === 'native') {
    if (device === 'gpu') return undefined;
    if (withoutKernels) return "Run 'ftn engine install' for this engine's own kernels, which are faster.";
    if (!nvidia) return undefined;
    return "An NVIDIA driver is here: 'ftn engine install --gpu' installs the CUDA library.";
  }
  if ('folder' in native) {
    return `The native engine is installed: unset FTN_ENGINE to use it; if it does not start, delete ${native.folder} and run 'ftn engine install'.`;
  }
  if (native.installable) return "Run 'ftn engine install' for the native engine, several times faster.";
  if (platform === 'win32') return 'In WSL 2 the native engine can be installed.';
  return 'The native engine needs Linux (x64 or arm64, glibc) or macOS on Apple silicon.';
}
