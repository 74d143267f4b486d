import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipDownload } from './download-wheel.js';
import type { Pip } from './find-pip.js';
import { unpackWheel } from './unpack-wheel.js';

/** The platforms NVIDIA names its wheels for. */
const platformTags = ['manylinux_2_27_x86_64', 'manylinux_2_17_x86_64', 'manylinux2014_x86_64'];

/** The requirements of the extra `and-cuda` in a wheel's METADATA, as a requirements file takes them. */
export function cudaRequirements(metadata: string): string[] {
  return metadata
    .split('\n')
    .map((line) => /^Requires-Dist: (.+?)\s*;\s*extra == ["']and-cuda["']\s*$/.exec(line)?.[1])
    .filter((requirement) => requirement !== undefined);
}

/**
 * Fetches the CUDA libraries that TensorFlow's wheel asks for and lays them out beside it as in Python's
 * site-packages, where TensorFlow's library looks for them.
 *
 * @returns null, or one line saying why not
 */
export async function addCudaLibraries(
  pip: Pip,
  tensorflowWheel: string,
  staging: string,
  ready: string,
  onBytes: (done: number) => void,
  signal?: AbortSignal,
): Promise<string | null> {
  const work = join(staging, 'cuda');
  mkdirSync(work, { recursive: true });
  const isMetadata = (name: string): boolean => /^[^/]+\.dist-info\/METADATA$/.test(name);
  const [metadata] = await unpackWheel(tensorflowWheel, work, isMetadata, { signal });
  const requirements = metadata ? cudaRequirements(readFileSync(join(work, metadata), 'utf8')) : [];
  if (requirements.length === 0) return 'the TensorFlow wheel names no CUDA libraries';
  const result = await pipDownload(pip, { requirements, platformTags, folder: work, onBytes, signal });
  if ('reason' in result) return `${pip.name} could not fetch the CUDA libraries: ${result.reason}`;
  for (const name of readdirSync(result.wheels)) {
    const path = join(result.wheels, name);
    await unpackWheel(path, ready, (entry) => entry.startsWith('nvidia/'), { durable: true, signal });
    rmSync(path);
  }
  return null;
}
