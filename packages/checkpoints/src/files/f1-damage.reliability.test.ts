import { type Damage, damageFigure, type KnownEdit, row, seeded, surviveDamage } from '@ftn/reliability';
import { expect } from 'vitest';
import { decodeRunCheckpoint } from '../node/run-checkpoint/decode-run-checkpoint.js';
import { encodeRunCheckpoint } from '../node/run-checkpoint/encode-run-checkpoint.js';
import { decodePth } from '../pth/decode-pth.js';
import { decodeSafetensors } from '../safetensors/decode-safetensors.js';
import { compareNames } from '../tensors/compare-names.js';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { describeTensors, fixture, jsonFixture } from '../testing/fixtures.js';
import { runState } from '../testing/run-state.js';

/** As scripts/references/decoder.py says it: a row for each tensor, by name. */
function rows({ tensors }: { tensors: NamedTensors }) {
  const sorted = new Map([...tensors].sort(([a], [b]) => compareNames(a, b)));
  // Names stand beside the descriptions: one may be called __proto__.
  return [...sorted].map(([name, tensor]) => [
    name,
    ...Object.values(describeTensors(new Map([['it', tensor]])).it!),
  ]);
}

const known = (name: string) => jsonFixture<KnownEdit[]>(`damage-${name.replace('.', '-')}.json`);

function weights(name: string, changes: Partial<Damage<{ tensors: NamedTensors }>> = {}) {
  const safe = name.endsWith('.safetensors');
  return surviveDamage({
    format: name,
    original: fixture(name),
    decode: (bytes, file) => (safe ? decodeSafetensors(bytes, { file }) : decodePth(bytes, { file })),
    describe: rows,
    reference: safe ? 'safetensors' : 'pth',
    digested: (lines) => (lines as unknown[]).map((line) => `${JSON.stringify(line)}\n`).join(''),
    ...changes,
  });
}

row('F1', 'safetensors', async () => {
  const outcome = await weights('types.safetensors');
  expect(outcome.broken).toEqual([]);
  expect(outcome.accepted).toBeGreaterThan(outcome.files / 50);
  return damageFigure(outcome);
});

for (const name of ['types.pth', 'types-legacy.pth', 'packed.pth']) {
  row('F1', name, async () => {
    const outcome = await weights(name);
    expect(outcome.broken).toEqual([]);
    expect(outcome.refused).toBeGreaterThan(outcome.files / 2);
    return damageFigure(outcome);
  });
}

for (const name of ['tiny.pth', 'tiny-legacy.pth', 'tiny.safetensors']) {
  row('F1', `${name}, 2,000 edits whose reading by Python is kept`, async () => {
    const outcome = await weights(name, { count: 0, known: known(name) });
    expect(outcome.broken).toEqual([]);
    return damageFigure(outcome);
  });
}

row('F1', 'run checkpoint', async () => {
  const original = new Uint8Array(Buffer.concat(encodeRunCheckpoint(runState(3), 1)));
  const outcome = await surviveDamage({
    format: 'ftn',
    original,
    decode: (bytes, file) => decodeRunCheckpoint(bytes, { file }),
    describe: ({ step, token, header, tensors }) => [step, token, header, rows({ tensors })],
  });
  expect(outcome.broken).toEqual([]);
  expect(outcome.refused).toBeGreaterThan(outcome.files * 0.8);
  return damageFigure(outcome);
});

seeded('F1', 'a part of a damaged file passes for the whole', async () => {
  const { broken } = await weights('tiny.safetensors', {
    count: 200,
    known: known('tiny.safetensors'),
    decode: (bytes, file) => {
      try {
        return decodeSafetensors(bytes, { file });
      } catch {
        const { tensors } = decodeSafetensors(fixture('tiny.safetensors'));
        return { tensors: new Map([...tensors].filter(([name]) => name !== 'c')) };
      }
    },
  });
  expect(broken.join()).toMatch(/the reference refuses it/);
});

seeded('F1', 'a bare error escapes', async () => {
  const { broken } = await weights('tiny.pth', {
    count: 100,
    decode: (bytes, file) => {
      if (bytes.length < 1000) throw new RangeError('Offset is outside the bounds of the DataView');
      return decodePth(bytes, { file });
    },
  });
  expect(broken.join()).toMatch(/another error: RangeError/);
});
