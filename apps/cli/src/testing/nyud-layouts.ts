import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const [height, width] = [64, 80];
const pixels = height * width;
const splits = { train: ['0', '1', '2'], val: ['3', '4'] } as const;

/** A map by formula: a value for each row, column and channel. */
function map(channels: number, at: (y: number, x: number, channel: number) => number): Float32Array {
  return Float32Array.from({ length: pixels * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return at(Math.floor(pixel / width), pixel % width, i % channels);
  });
}

/** The five maps of a room by formula: halves of two labels, an edge between them. */
function room(number: number) {
  const wall = 30 + 5 * number;
  return {
    image: map(3, (y, x, channel) => (x < wall ? 60 + y : 190 - y) + 10 * channel),
    edge: map(1, (_y, x) => (x === wall ? 1 : 0)),
    labels: map(1, (_y, x) => (x < wall ? 1 : 2)),
    normals: map(3, (_y, x, channel) => (channel === (x < wall ? 2 : 0) ? 1 : 0)),
    depth: map(1, (y, x) => 1 + (x + y) / 100),
  };
}

/** NumPy's file of float32. */
function npy(data: Float32Array, channels: number): Buffer {
  const shape = channels === 1 ? `(${height}, ${width})` : `(${height}, ${width}, ${channels})`;
  const text = `${`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117, ' ')}\n`;
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
  return Buffer.concat([start, Buffer.from(text, 'latin1'), Buffer.from(data.buffer)]);
}

/** MATLAB's file (level 5) of one matrix of float32, column by column. */
function mat(name: string, data: Float32Array): Buffer {
  const element = (type: number, bytes: Buffer) => {
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(type, 0);
    tag.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([tag, bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
  };
  const columns = Float32Array.from(
    { length: pixels },
    (_, i) => data[(i % height) * width + Math.floor(i / height)]!,
  );
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file');
  header.fill(0, 116, 124);
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  const [flags, size] = [Buffer.alloc(8), Buffer.alloc(8)];
  flags.writeUInt32LE(7);
  size.writeInt32LE(height, 0);
  size.writeInt32LE(width, 4);
  const parts = [
    element(6, flags),
    element(5, size),
    element(1, Buffer.from(name)),
    element(7, Buffer.from(columns.buffer)),
  ];
  return Buffer.concat([header, element(14, Buffer.concat(parts))]);
}

/** One channel stays one: otherwise grey becomes three equal ones, which no published map has. */
const picture = (data: Float32Array, channels: 1 | 3) =>
  sharp(Uint8Array.from(data), { raw: { width, height, channels } }).toColourspace(
    channels === 1 ? 'b-w' : 'srgb',
  );

/** Writes NYUD in one of its two published packagings: five images of 64 × 80 with every map. */
export async function writeNyud(root: string, packaging: 'rcm' | 'vandenhende'): Promise<string> {
  const write = async (folder: string, name: string, data: Buffer) => {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, name), data);
  };
  for (const [split, names] of Object.entries(splits)) {
    await write('gt_sets', `${split}.txt`, Buffer.from(`${names.join('\n')}\n`));
    for (const name of names) {
      const { image, edge, labels, normals, depth } = room(Number(name));
      await write('images', `${name}.jpg`, await picture(image, 3).jpeg().toBuffer());
      if (packaging === 'vandenhende') {
        await write('edge', `${name}.npy`, npy(edge, 1));
        await write('segmentation', `${name}.png`, await picture(labels, 1).png().toBuffer());
        await write('normals', `${name}.npy`, npy(normals, 3));
        await write('depth', `${name}.npy`, npy(depth, 1));
        continue;
      }
      const bytes = (of: Float32Array, to: (value: number) => number) => of.map(to);
      await write(
        'edge',
        `${name}.png`,
        await picture(
          bytes(edge, (e) => 255 * e),
          1,
        )
          .png()
          .toBuffer(),
      );
      await write('segmentation', `${name}.mat`, mat('segmentation', labels));
      const coded = bytes(normals, (n) => Math.round(127.5 * (n + 1)));
      await write('normals', `${name}.jpg`, await picture(coded, 3).jpeg().toBuffer());
      await write('depth', `${name}.mat`, mat('depth', depth));
    }
  }
  return root;
}
