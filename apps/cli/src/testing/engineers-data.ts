import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

const side = 48;
const classes = ['birds', 'boats', 'hearts'];

/** A picture by formula: its class is its colour, its domain the stripes, its number their place. */
function pixels(kind: number, domain: number, number: number): Sharp {
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3];
    const stripe = (x * (domain + 1) + y * 2 + number * 5) % 24;
    return channel === kind ? 190 + stripe : 40 + 3 * stripe + 7 * domain;
  });
  return sharp(data, { raw: { width: side, height: side, channels: 3 } });
}

/** The ways in which photographs come; one after the other. */
const ways: readonly { readonly ending: string; readonly encode: (image: Sharp) => Sharp }[] = [
  { ending: 'jpg', encode: (image) => image.jpeg() },
  { ending: 'png', encode: (image) => image.png() },
  { ending: 'webp', encode: (image) => image.webp() },
  { ending: 'gif', encode: (image) => image.gif() },
  { ending: 'JPG', encode: (image) => image.withMetadata({ orientation: 6 }).jpeg() },
  { ending: 'jpeg', encode: (image) => image.jpeg({ progressive: true }) },
  { ending: 'png', encode: (image) => image.png({ palette: true }) },
  { ending: 'png', encode: (image) => image.ensureAlpha(0.9).png() },
];

const splits = Object.entries({ train: 8, test: 4 });

/** Three folders of class folders as an engineer has them: many kinds of files, some turned, grey, of a palette, transparent. */
export async function writeEngineersData(root: string): Promise<string> {
  for (const [d, domain] of ['photos', 'clipart', 'emoji'].entries()) {
    for (const [split, count] of splits) {
      for (const [kind, name] of classes.entries()) {
        for (let i = 0; i < count; i++) {
          const { ending, encode } = ways[(i + d) % ways.length]!;
          const file = join(root, domain, split, name, `${name}-${split}-${i}.${ending}`);
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, await encode(pixels(kind, d, i + (split === 'test' ? 100 : 0))).toBuffer());
        }
      }
    }
  }
  return root;
}
