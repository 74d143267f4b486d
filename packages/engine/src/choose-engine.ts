import { suggest, UsageError } from '@ftn/errors';
import type { EngineName } from './engine-info.js';
import type { FoundEngine } from './native/installed-engine.js';

type Environment = Readonly<Record<string, string | undefined>>;

const names: readonly EngineName[] = ['native', 'wasm', 'cpu', 'webgpu'];
const kernelSets = ['off', 'plain', 'avx2', 'avx512'] as const;

/** Which of the known words a variable has; undefined where it is unset or empty. @throws UsageError for any other, with the nearest */
function wordOf<T extends string>(
  variable: string,
  env: Environment,
  {
    known,
    what,
    otherwise,
  }: { readonly known: readonly T[]; readonly what: string; readonly otherwise: string },
): T | undefined {
  const word = env[variable];
  if (!word) return undefined;
  const found = known.find((one) => one === word);
  if (found) return found;
  throw new UsageError(`${variable} names no ${what}`, {
    expected: known.join(', '),
    got: `'${word}'`,
    hint: `${suggest(word, known)} Leave ${variable} unset to take the ${otherwise}.`,
  });
}

/** The engine that FTN_ENGINE or the caller names; undefined leaves the choice to the machine. */
export function forcedEngine(
  option: EngineName | undefined,
  env: Environment = process.env,
): { name: EngineName; by: string } | undefined {
  if (option) return { name: option, by: `engine '${option}' was asked for` };
  const name = wordOf('FTN_ENGINE', env, { known: names, what: 'engine', otherwise: 'best there is' });
  return name && { name, by: `FTN_ENGINE=${name}` };
}

/** The native engine's kernels that FTN_KERNELS names; undefined takes those of the widest instructions the processor has. */
export const askedKernels = (env: Environment = process.env): (typeof kernelSets)[number] | undefined =>
  wordOf('FTN_KERNELS', env, { known: kernelSets, what: 'kernels', otherwise: 'fastest' });

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
