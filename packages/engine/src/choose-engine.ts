import { suggest, UsageError } from '@ftn/errors';
import type { EngineName } from './engine-info.js';
import type { FoundEngine } from './native/installed-engine.js';

const names: readonly EngineName[] = ['native', 'wasm', 'cpu', 'webgpu'];

/** The engine that FTN_ENGINE or the caller names; undefined leaves the choice to the machine. */
export function forcedEngine(
  option: EngineName | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): { name: EngineName; by: string } | undefined {
  if (option) return { name: option, by: `engine '${option}' was asked for` };
  const word = env.FTN_ENGINE;
  if (!word) return undefined;
  const name = names.find((known) => known === word);
  if (!name) {
    throw new UsageError('FTN_ENGINE names no engine', {
      expected: names.join(', '),
      got: `'${word}'`,
      hint: `${suggest(word, names)} Leave FTN_ENGINE unset to take the best there is.`,
    });
  }
  return { name, by: `FTN_ENGINE=${name}` };
}

const kernelSets = ['off', 'plain', 'avx2', 'avx512'] as const;

/** The native engine's kernels that FTN_KERNELS names; undefined takes those of the widest instructions the processor has. */
export function askedKernels(
  env: Readonly<Record<string, string | undefined>> = process.env,
): (typeof kernelSets)[number] | undefined {
  const word = env.FTN_KERNELS;
  if (!word) return undefined;
  const set = kernelSets.find((known) => known === word);
  if (!set) {
    throw new UsageError('FTN_KERNELS names no kernels', {
      expected: kernelSets.join(', '),
      got: `'${word}'`,
      hint: `${suggest(word, kernelSets)} Leave FTN_KERNELS unset to take the fastest.`,
    });
  }
  return set;
}

/** Refuses kernels for other instructions than were asked for: figures taken of them would be of something else, in silence. */
export function refuseOtherKernels(started: string | null, asked = askedKernels()): void {
  if (asked === undefined || started === null || started === asked) return;
  throw new UsageError(`FTN_KERNELS=${asked} asks for instructions that this processor does not have`, {
    got: `a processor whose widest kernels are '${started}'`,
    hint: 'Leave FTN_KERNELS unset to take the fastest.',
  });
}

/** An engine to try, in the order tried. */
export interface Attempt {
  readonly name: EngineName;
  readonly why: string;
}

/**
 * The engines to try, best first: a forced one alone; else native where it is installed, wasm, cpu.
 * `why` of a fallback says what kept the better one away.
 */
export function enginesToTry(
  forced: { name: EngineName; by: string } | undefined,
  native: FoundEngine,
): Attempt[] {
  if (forced) return [{ name: forced.name, why: forced.by }];
  const fallback = 'reason' in native ? `no native engine: ${native.reason}` : '';
  return [
    ...('folder' in native ? [{ name: 'native' as const, why: 'the native engine is installed' }] : []),
    { name: 'wasm', why: fallback },
    { name: 'cpu', why: fallback },
  ];
}
