import { readdirSync } from 'node:fs';

/** TensorFlow's release that the addon is compiled against. */
export const tensorflowVersion = '2.21.0';

/** Raised when the addon's sources or flags change, so that an older build is not mistaken for this one. */
const build = 1;

/** A file of the package index, pinned so that no other can replace it. */
export interface Wheel {
  readonly project: 'tensorflow' | 'tensorflow-cpu';
  readonly platformTag: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The engine for a kind of machine. */
export interface NativeTarget {
  /** The folder's name in the cache: one for every TensorFlow, platform, processor and device. */
  readonly key: string;
  readonly device: 'cpu' | 'gpu';
  readonly wheel: Wheel;
  /** The libraries inside the wheel, main one first. */
  readonly libraries: readonly [string, string];
}

/** The machine as far as the choice of a wheel depends on it. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** The C library on Linux. */
  readonly libc?: 'glibc' | 'musl';
}

/** The tags of the wheels taken, whatever Python the machine has: the library inside is the same for all. */
export const pythonTag = { version: '3.11', implementation: 'cp', abi: 'cp311' } as const;

const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64-cpu': {
    project: 'tensorflow-cpu',
    platformTag: 'manylinux_2_27_x86_64',
    bytes: 273_829_956,
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'linux-arm64-cpu': {
    project: 'tensorflow',
    platformTag: 'manylinux_2_27_aarch64',
    bytes: 281_828_020,
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  },
  'darwin-arm64-cpu': {
    project: 'tensorflow',
    platformTag: 'macosx_12_0_arm64',
    bytes: 223_405_849,
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
  },
  'linux-x64-gpu': {
    project: 'tensorflow',
    platformTag: 'manylinux_2_27_x86_64',
    bytes: 572_440_367,
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
  },
};

/** This machine. musl is recognised by its loader: Node's own report of it costs half a second where DNS is slow. */
export function thisMachine(): Machine {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch };
  let names: string[] = [];
  try {
    names = readdirSync('/lib');
  } catch {
    // No /lib to read: take the common C library, and let the check after installation decide.
  }
  return { platform, arch, libc: names.some((name) => name.startsWith('ld-musl-')) ? 'musl' : 'glibc' };
}

/** What to install on `machine`, or one line saying why nothing can be. */
export function nativeTarget(
  machine: Machine,
  device: 'cpu' | 'gpu',
): { target: NativeTarget } | { reason: string } {
  const { platform, arch, libc } = machine;
  const wheel = wheels[`${platform}-${arch}-${device}`];
  if (libc === 'musl') return { reason: 'TensorFlow publishes no library for Linux with musl (Alpine)' };
  if (!wheel) {
    const what = device === 'gpu' ? 'a CUDA library' : 'a C library';
    return {
      reason: `TensorFlow ${tensorflowVersion} publishes no wheel with ${what} for ${platform} ${arch}`,
    };
  }
  const libraries: [string, string] =
    platform === 'darwin'
      ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
      : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  const key = `tensorflow-${tensorflowVersion}-${platform}-${arch}-${device}-${build}`;
  return { target: { key, device, wheel, libraries } };
}
