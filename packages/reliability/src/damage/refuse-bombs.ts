import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FtnError } from '@ftn/errors';
import { cpuTime } from './cpu-time.js';

/** A small file that claims, or unpacks to, far more than it is. */
export type Bomb = readonly [name: string, bytes: () => Uint8Array | Promise<Uint8Array>];

export interface Explosions {
  readonly problems: readonly string[];
  /** The longest refusal, in milliseconds of processor time, and the most memory one took, in MiB. */
  readonly slowest: number;
  readonly most: number;
}

/** Frees what nothing holds any more, so that no earlier garbage goes while a reading is measured. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Bytes of values and of arrays beside them; what the process holds of the system also grows by what was freed before. */
function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What a reading ended with, the processor's milliseconds it took, and how many MiB more were held after it. */
async function measured(read: () => unknown) {
  collect();
  const before = heldBytes();
  const began = cpuTime();
  // What was read is held until it is counted: a collection in between would hide it.
  const ended = await Promise.resolve()
    .then(read)
    .then(
      (value) => ({ value, error: null }),
      (error: unknown) => ({ value: null, error }),
    );
  return { ...ended, took: cpuTime(began), grew: (heldBytes() - before) / 2 ** 20 };
}

/** Reads each bomb: it must be refused by name, in no time and without the memory it asks for. */
export async function refuseBombs(
  bombs: readonly Bomb[],
  read: (bytes: Uint8Array, file: string) => unknown,
): Promise<Explosions> {
  const problems: string[] = [];
  let [slowest, most] = [0, 0];
  for (const [name, make] of bombs) {
    const bytes = await make();
    const limit = 64 + (4 * bytes.length) / 2 ** 20;
    const first = await measured(() => read(bytes, 'bomb.bin'));
    // A reader that is loaded when it is first needed stays, and garbage goes: what grows again is the bomb's.
    const { error, took, grew } = first.grew > limit ? await measured(() => read(bytes, 'bomb.bin')) : first;
    slowest = Math.max(slowest, took);
    most = Math.max(most, grew);
    if (!FtnError.isInstance(error)) problems.push(`${name}: ${error === null ? 'it is read' : error}`);
    // Room for a machine many times slower than the promise's; the figure says what it was.
    if (took > 10_000) problems.push(`${name}: ${Math.round(took)} ms`);
    if (grew > limit) problems.push(`${name}: ${Math.round(grew)} MiB`);
  }
  return { problems, slowest, most };
}

/** Their refusal as a figure of the table. */
export const bombFigure = (bombs: readonly Bomb[], { slowest, most }: Explosions) => ({
  count: bombs.length,
  figure: `${bombs.length} refused, the slowest in ${Math.round(slowest)} ms, at most ${Math.max(0, Math.round(most))} MiB more`,
});
