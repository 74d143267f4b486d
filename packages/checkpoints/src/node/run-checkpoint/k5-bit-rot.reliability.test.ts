import { FormatError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { row, scaled, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { CrashFs } from '../../testing/fs/crash-fs.js';
import { runState } from '../../testing/run-state.js';
import { decodeRunCheckpoint } from './decode-run-checkpoint.js';
import { encodeRunCheckpoint } from './encode-run-checkpoint.js';
import { readLatestRunCheckpoint } from './read-run-checkpoint.js';

const bytes = new Uint8Array(Buffer.concat(encodeRunCheckpoint(runState(3, 6000), 1)));
const header = 64 + Number(new DataView(bytes.buffer).getBigUint64(12, true));
const payload = header + Number(new DataView(bytes.buffer).getBigUint64(20, true));
// The payload holds the widest type first.
const sections: readonly (readonly [name: string, from: number])[] = [
  ['preamble', 0],
  ['header', 64],
  ["tensor 'optimizer/steps'", header],
  ["tensor 'domain/conv1.b'", header + 8],
  ["tensor 'optimizer/conv1.b.m'", header + 8 + 24_000],
  ['trailer', payload],
];

type Decode = (damaged: Uint8Array) => unknown;
const decode: Decode = (damaged) => decodeRunCheckpoint(damaged, { file: 'step-3.ftn' });

function refusal(damaged: Uint8Array, reading: Decode): FormatError | null {
  try {
    reading(damaged);
    return null;
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

/** Flips single bits, half of them in the small sections, which a uniform draw would hardly meet. */
function flip(count: number, reading = decode): string[] {
  const random = new RandomStream('bit rot');
  return Array.from({ length: count }, (_, i) => {
    const small = random.pick([random.integer(header), payload + random.integer(32)]);
    const at = i % 2 ? random.integer(bytes.length) : small;
    const damaged = bytes.slice();
    damaged[at]! ^= 1 << random.integer(8);
    const error = refusal(damaged, reading);
    const [name, start] = sections.findLast(([, from]) => from <= at)!;
    if (!error) return `a flipped bit of byte ${at} (${name}) is not seen`;
    if (!error.message.includes(name)) return `byte ${at} is in the ${name}: ${error.message}`;
    const { offset = -1 } = error.details;
    return offset >= start && offset <= Math.max(at, 8) ? '' : `byte ${at} is called byte ${offset}`;
  }).filter(Boolean);
}

row('K5', 'flipped bits', () => {
  const count = scaled(2000);
  expect(flip(count)).toEqual([]);
  return { count, figure: `${count} found, named by section and offset; 0 missed` };
});

row('K5', 'cuts', () => {
  const random = new RandomStream('cuts');
  const count = scaled(200, 80);
  for (let i = 0; i < count; i++) {
    const length = i < 70 ? i : random.integer(bytes.length);
    const error = refusal(bytes.slice(0, length), decode)!;
    expect(error.message).toMatch(/ends within the (preamble|header|payload|trailer)/);
    expect(error.details.offset).toBe(length);
  }
  expect(refusal(new Uint8Array([...bytes, 0]), decode)!.message).toContain('bytes after the trailer');
  return { count, figure: `${count} found, each at its byte; 0 missed` };
});

/** A directory with steps 1 and 3, of which some were damaged in one bit. */
async function directory(damaged: readonly number[], at: number): Promise<CrashFs> {
  const disk = new CrashFs();
  for (const step of [1, 3]) {
    const file = await disk.open(`run/step-${step}.ftn`, 'wx');
    const content = new Uint8Array(Buffer.concat(encodeRunCheckpoint(runState(step, 6000), 1)));
    if (damaged.includes(step)) content[at % content.length]! ^= 1;
    await file.write(content);
  }
  return disk;
}

row('K5', 'the one before is taken', async () => {
  const random = new RandomStream('fall back');
  const count = scaled(100);
  for (let i = 0; i < count; i++) {
    const at = random.integer(bytes.length);
    const found = await readLatestRunCheckpoint('run', { fs: await directory([3], at) });
    expect(found).toMatchObject({ ...runState(1, 6000), skipped: [{ file: 'run/step-3.ftn' }] });
    const none = await directory([1, 3], at);
    await expect(readLatestRunCheckpoint('run', { fs: none })).rejects.toMatchObject({ exitCode: 3 });
    expect((await none.readdir('run')).sort()).toEqual(['step-1.ftn', 'step-3.ftn']);
  }
  return { count, figure: `${count} of ${count} fell back and said so; both bad: exit 3, nothing deleted` };
});

seeded('K5', 'no hash is looked at', () => {
  // A reader that takes the numbers as they lie: it believes any byte of the payload.
  const careless: Decode = (damaged) => {
    const checked = damaged.slice();
    checked.set(bytes.subarray(header), header);
    return decode(checked);
  };
  expect(flip(200, careless).join()).toContain('is not seen');
});
