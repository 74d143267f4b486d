import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, scaled, seeded } from '@ftn/reliability';
import { strToU8, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { tensorflowVersion } from '../native/native-target.js';
import { downloadWheel } from './download-wheel.js';
import { findPip, type Pip } from './find-pip.js';

const name = `tensorflow_cpu-${tensorflowVersion}-cp311-cp311-manylinux2014_x86_64.whl`;
const info = `tensorflow_cpu-${tensorflowVersion}.dist-info`;
/** Numbers without a pattern, the same every time. */
const scattered = (i: number, below: number) => (Math.imul(i + 1, 0x9e3779b1) >>> 8) % below;
const wheel = zipSync(
  {
    'tensorflow/lib.so': Uint8Array.from({ length: 3000 }, (_, i) => scattered(i, 256)),
    [`${info}/METADATA`]: strToU8(
      `Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: ${tensorflowVersion}\n`,
    ),
    [`${info}/WHEEL`]: strToU8(
      'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux2014_x86_64\n',
    ),
    [`${info}/RECORD`]: strToU8(''),
  },
  { level: 0 },
);
const sha256 = createHash('sha256').update(wheel).digest('hex');
const pinned = {
  project: 'tensorflow-cpu',
  platformTag: 'manylinux2014_x86_64',
  bytes: wheel.length,
  sha256,
} as const;

let root: string;
let pip: Pip | null;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ftn-downloads-'));
  pip = await findPip();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(root, { recursive: true }));

/** Fetches the wheel with the machine's own pip from a place that offers `bytes` under its name. */
async function fetchFrom(pip: Pip, bytes: Uint8Array, wanted = pinned) {
  const shelf = mkdtempSync(join(root, 'shelf-'));
  writeFileSync(join(shelf, name), bytes);
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', shelf);
  vi.stubEnv('PIP_NO_CACHE_DIR', '1');
  return downloadWheel(pip, wanted as typeof pinned, mkdtempSync(join(root, 'into-')), () => {});
}

/** Wheels that are not the pinned one: cut, changed, longer, another file altogether. */
function spoilt(i: number): Uint8Array {
  const kinds = [
    () => wheel.slice(0, scattered(i, wheel.length)),
    () => wheel.map((byte, at) => (at === 60 + (i % 2000) ? byte ^ 1 : byte)),
    () => new Uint8Array([...wheel, 0]),
    () => zipSync({ 'tensorflow/lib.so': strToU8('evil') }),
  ];
  return i % 5 < 2 ? kinds[0]!() : kinds[1 + (i % 3)]!();
}

row('F7', 'wheels that are not the pinned one', async () => {
  if (!pip) return { count: 0, figure: 'this machine has no pip' };
  const sound = await fetchFrom(pip, wheel);
  expect(sound).toHaveProperty('path');
  expect(
    createHash('sha256')
      .update(readFileSync((sound as { path: string }).path))
      .digest('hex'),
  ).toBe(sha256);
  const count = scaled(50, 3);
  for (let i = 0; i < count; i++) {
    const result = await fetchFrom(pip, spoilt(i));
    expect(result, `wheel ${i}`).toEqual({ reason: expect.stringMatching(/could not fetch TensorFlow: .+/) });
  }
  return { count, figure: `${count} cut, changed, longer or other files: 0 let through; the sound one is` };
});

seeded('F7', 'no hash is asked for', async () => {
  if (!pip) return;
  const evil = wheel.map((byte, at) => (at === 70 ? byte ^ 1 : byte));
  // The hash of what is offered instead of what was published: the same as none.
  const any = { ...pinned, sha256: createHash('sha256').update(evil).digest('hex') } as typeof pinned;
  expect(await fetchFrom(pip, evil, any)).toHaveProperty('path');
});
