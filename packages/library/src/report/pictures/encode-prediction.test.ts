import { readNpy } from '@ftn/formats';
import { labelColor } from '@ftn/report';
import { createTask, taskNames } from '@ftn/tasks';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { predictsMaps } from './draw-prediction.js';
import { encodePrediction, predictionEndings } from './encode-prediction.js';

const task = (name: string) => createTask(name, { classes: ['wall', 'floor', 'bed'] });
const map = (values: Float32Array | Int32Array, channels = 1) => ({
  width: 2,
  height: 2,
  channels,
  values,
  rgb: new Uint8Array(12),
  shrunk: false,
});

/** The bytes a task's prediction is written as, by ending. */
const encoded = (name: string, values: Float32Array | Int32Array, channels?: number) =>
  new Map(encodePrediction(map(values, channels), task(name)).map(({ ending, bytes }) => [ending, bytes]));

describe('encodePrediction', () => {
  it('writes depth in millimetres as 16 bits, and in metres as float32', async () => {
    const metres = Float32Array.of(1.2344, 0, 70, Number.NaN);
    const files = encoded('depth', metres);
    expect([...files.keys()]).toEqual(['png', 'mm.png', 'npy']);
    const grey = sharp(files.get('mm.png')!).toColourspace('grey16').raw({ depth: 'ushort' });
    const { data } = await grey.toBuffer({ resolveWithObject: true });
    expect([...new Uint16Array(data.buffer, data.byteOffset, 4)]).toEqual([1234, 0, 65_535, 0]);
    expect(readNpy(files.get('npy')!)).toEqual({ shape: [2, 2], data: metres });
  });

  it('writes labels as indices in the colours of a palette', async () => {
    const files = encoded('semseg', Int32Array.of(2, 0, 1, 2));
    expect([...files.keys()]).toEqual(['png']);
    const { data } = await sharp(files.get('png')!).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([...data]).toEqual([2, 0, 1, 2].flatMap((label) => labelColor(label)));
    // Colour type 3: the pixels are places in the palette.
    expect([...files.get('png')!.subarray(24, 26)]).toEqual([8, 3]);
    const many = encoded('semseg', Int32Array.of(300, 0, 1, 2)).get('png')!;
    expect([...many.subarray(24, 26)]).toEqual([16, 0]);
  });

  it('writes normals and edges as arrays of their shape', () => {
    const normals = Float32Array.from({ length: 12 }, (_, i) => (i % 3 === 2 ? 1 : 0));
    expect(readNpy(encoded('normals', normals, 3).get('npy')!)).toEqual({ shape: [2, 2, 3], data: normals });
    const edges = Float32Array.of(0, 0.25, 0.5, 1);
    expect(readNpy(encoded('edge', edges).get('npy')!)).toEqual({ shape: [2, 2], data: edges });
  });

  it('says before how the files of every task’s maps end', () => {
    for (const name of taskNames().filter((one) => predictsMaps(task(one)))) {
      const values = name === 'semseg' ? new Int32Array(4) : new Float32Array(name === 'normals' ? 12 : 4);
      const files = encodePrediction(map(values, name === 'normals' ? 3 : 1), task(name));
      expect(predictionEndings(task(name)), name).toEqual(files.map(({ ending }) => ending));
    }
  });
});
