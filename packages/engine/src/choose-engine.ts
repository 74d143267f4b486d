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
