import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Damage, damageFigure, type KnownEdit, row, seeded, surviveDamage } from '@ftn/reliability';
import sharp from 'sharp';
import { expect } from 'vitest';
import { decodeImage } from './decode-image.js';
import type { Pixels } from './pixels.js';

const fixture = (name: string) => readFileSync(new URL(`__fixtures__/${name}`, import.meta.url));

/** As scripts/references/decoder.py says it; PIL neither turns an image nor lays it on white. */
const images = (format: string, original: Uint8Array, changes: Partial<Damage<Pixels>> = {}) =>
  surviveDamage<Pixels>({
    format,
    original: new Uint8Array(original),
    decode: (bytes, file) => decodeImage(bytes, file, { decode: 'torchvision' }),
    describe: ({ width, height, data }) => [width, height, createHash('sha256').update(data).digest('hex')],
    reference: 'image',
    ...changes,
  });

for (const kind of ['png', 'jpeg']) {
  const known = JSON.parse(fixture(`damage-${kind}.json`).toString()) as KnownEdit[];
  row('F1', kind, async () => {
    // Where both read a damaged JPEG their pixels are equal. Pillow's libjpeg also refuses some that ours reads to the
    // last row, most with bytes of a marker within the scan: 72 of 11,000.
    const excused = (_: string, verdict: string | null) => kind === 'jpeg' && verdict === null;
    const outcome = await images(kind, fixture(`small.${kind}`), { known, excused });
    expect(outcome.broken).toEqual([]);
    expect(outcome.refused).toBeGreaterThan(outcome.files / 10);
    return damageFigure(outcome);
  });
}

row('F1', 'webp', async () => {
  const picture = sharp(fixture('small.png'));
  const outcome = await images('webp', await picture.webp({ lossless: true }).toBuffer(), { count: 2000 });
  expect(outcome.broken).toEqual([]);
  return damageFigure(outcome);
});

seeded('F1', 'a broken image gives whatever was decoded so far', async () => {
  const known = JSON.parse(fixture('damage-png.json').toString()) as KnownEdit[];
  const { broken } = await images('png', fixture('small.png'), {
    count: 0,
    known,
    decode: (bytes, file) =>
      decodeImage(bytes, file).catch(() => ({ data: new Uint8Array(18), width: 2, height: 3 }) as Pixels),
  });
  expect(broken.join()).toContain('the reference refuses it');
});
