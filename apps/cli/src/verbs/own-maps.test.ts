import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeGrey16Png, encodePng } from '@ftn/report';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRooms } from '../testing/commands.js';

const [width, height] = [48, 32];
let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

/** Ten pictures of a bright square before a wall, with labels and depth; the square's place is its number. */
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-own-maps-'));
  for (const folder of ['images', 'labels', 'depth']) await mkdir(at('office', folder), { recursive: true });
  for (let i = 0; i < 10; i++) {
    const inside = Array.from({ length: width * height }, (_, p) => {
      const [x, y] = [p % width, Math.floor(p / width)];
      return x >= 3 * i && x < 3 * i + 14 && y > 8 && y < 24;
    });
    const rgb = Uint8Array.from(inside.flatMap((square, p) => (square ? [250, 200, 90] : [40, p % 50, 60])));
    await writeFile(at('office', 'images', `${i}.png`), encodePng({ rgb, width, height }));
    const labels = sharp(Uint8Array.from(inside, Number), { raw: { width, height, channels: 1 } });
    await writeFile(at('office', 'labels', `${i}.png`), await labels.toColourspace('b-w').png().toBuffer());
    const values = Uint16Array.from(inside, (square) => (square ? 1500 : 3000));
    await writeFile(at('office', 'depth', `${i}.png`), encodeGrey16Png({ height, width, values }));
  }
  const settings = { labels: ['wall', { name: 'lamp', color: '#ff8800' }], source: 'drawn by a test' };
  await writeFile(at('office', 'maps.json'), JSON.stringify(settings));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const data = () => `maps:${at('office')}`;
const words = () => [
  ...[
    '--data',
    data(),
    '--test-fraction',
    '0.3',
    '--task',
    'semseg',
    '--task',
    'depth',
    '--recipe',
    tinyRooms,
  ],
  ...['--epochs', '1', '--workers', '0', '--set', `input.size=[${height},${width}]`],
];

describe('images with maps of one’s own', () => {
  it('are checked and shown with the maps that are there', async () => {
    const check = await ftn('data', 'check', data());
    expect(check.out).toContain('10 images: 0 errors, 0 warnings');
    expect((await ftn('data', 'check', data(), '--task', 'edge')).err).toMatch(/got 1 error/);
    const show = await ftn('data', 'show', data(), '--test-fraction', '0.3', '--out', at('sheet.png'));
    expect(show.code, show.err).toBe(0);
    expect(show.out).toContain('office: 7 images for training, 3 for testing');
    expect(show.out).toContain('with its maps');
  });

  it('are compared under their own names, and say where they come from', async () => {
    const out = at('compared');
    const found = await ftn('compare', ...words(), '--methods', 'feature-extractor', '--out', out, '--json');
    expect(found.code, found.err).toBe(0);
    const page = await readFile(join(out, 'report.html'), 'utf8');
    expect(found.err).toContain('depth/ of the data (drawn by a test)');
    expect(page).toContain('lamp');
    expect(page).toContain('#ff8800');
    const measured = await ftn('evaluate', '--adapter', join(out, 'feature-extractor', 'semseg'), '--json');
    expect(measured.code, measured.err).toBe(0);
    // What is predicted of another image has the colours of maps.json, as index and in the picture.
    const folder = join(out, 'feature-extractor', 'semseg');
    const predicted = await ftn(
      'predict',
      at('office', 'images', '0.png'),
      '--adapter',
      folder,
      '--out',
      at('predicted'),
    );
    expect(predicted.code, predicted.err).toBe(0);
    const png = await readFile(at('predicted', '0.semseg.png'));
    const palette = png.subarray(png.indexOf('PLTE') + 4);
    expect([...palette.subarray(3, 6)]).toEqual([0xff, 0x88, 0x00]);
    // The same images by the same seed: no note that they are others.
    expect(measured.err).not.toContain('are not those');
    const { classes, images } = lastJson(measured.out) as { classes: { class: string }[]; images: number };
    expect(images).toBe(3);
    expect(classes.map((one) => one.class)).toEqual(['wall', 'lamp']);
  });

  it('say which maps are missing for a task', async () => {
    const { code, err } = await ftn('train', '--data', data(), '--test-fraction', '0.3', '--task', 'normals');
    expect(code).toBe(3);
    expect(err).toContain(
      "there is no folder 'normals': expected beside images/ a folder normals/ with a map of each image",
    );
  });
});
