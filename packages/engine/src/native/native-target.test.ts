import { describe, expect, it } from 'vitest';
import { nativeTarget } from './native-target.js';

function target(platform: string, arch: string, device: 'cpu' | 'gpu', libc?: 'glibc' | 'musl') {
  const found = nativeTarget({ platform, arch, ...(libc ? { libc } : {}) }, device);
  if ('reason' in found) throw new Error(found.reason);
  return found.target;
}

describe('nativeTarget', () => {
  it.each([
    ['linux', 'x64', 'cpu', 'tensorflow-cpu', 'manylinux_2_27_x86_64', 'libtensorflow_cc.so.2'],
    ['linux', 'arm64', 'cpu', 'tensorflow', 'manylinux_2_27_aarch64', 'libtensorflow_cc.so.2'],
    ['darwin', 'arm64', 'cpu', 'tensorflow', 'macosx_12_0_arm64', 'libtensorflow_cc.2.dylib'],
    ['linux', 'x64', 'gpu', 'tensorflow', 'manylinux_2_27_x86_64', 'libtensorflow_cc.so.2'],
  ] as const)('takes for %s %s %s the wheel %s for %s', (platform, arch, device, project, tag, library) => {
    const { wheel, libraries } = target(platform, arch, device, 'glibc');
    expect(wheel).toMatchObject({ project, platformTag: tag });
    expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(libraries[0]).toBe(library);
  });

  it('gives each combination of TensorFlow, platform, processor and device its own folder', () => {
    const keys = [
      target('linux', 'x64', 'cpu'),
      target('linux', 'x64', 'gpu'),
      target('linux', 'arm64', 'cpu'),
      target('darwin', 'arm64', 'cpu'),
    ].map(({ key }) => key);
    expect(keys[0]).toMatch(/^tensorflow-2\.21\.0-linux-x64-cpu-\d+$/);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    ['win32', 'x64', 'cpu', undefined, /no wheel with a C library for win32 x64/],
    ['darwin', 'x64', 'cpu', undefined, /darwin x64/],
    ['linux', 'arm64', 'gpu', 'glibc', /CUDA library for linux arm64/],
    ['linux', 'x64', 'cpu', 'musl', /musl/],
  ] as const)('has no wheel for %s %s %s %s, and says why', (platform, arch, device, libc, expected) => {
    expect(() => target(platform, arch, device, libc)).toThrow(expected);
  });
});
