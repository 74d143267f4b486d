import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { EngineFingerprint } from './engine-info.js';

/** The instruction sets by which numeric libraries choose their kernels, on x86 and on ARM. */
const numeric = /^(sse4_[12]|ssse3|fma|f16c|avx\w*|amx_\w+|asimd\w*|sve\w*|bf16|i8mm|fphp|sme2?)$/;

/** The numeric instruction sets this processor reports, sorted; empty where the system does not tell. */
export function instructionSets(path = '/proc/cpuinfo'): string[] {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
    return [...new Set(line.split(/\s+/).filter((flag) => numeric.test(flag)))].sort();
  } catch {
    return [];
  }
}

/** The fingerprint of an engine on this machine. */
export function fingerprint(
  engine: Pick<EngineFingerprint, 'backend' | 'tfjs' | 'tensorflow' | 'kernels' | 'threads' | 'adapter'>,
): EngineFingerprint {
  const { backend, tfjs, tensorflow, kernels, threads, adapter } = engine;
  return {
    backend,
    tfjs,
    tensorflow,
    kernels,
    ...(adapter === undefined ? {} : { adapter }),
    cpu: cpus()[0]?.model.trim() ?? process.arch,
    isa: instructionSets(),
    threads,
  };
}
