import { createHash } from 'node:crypto';
import type { DenseDataset, DenseSample } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { makeRoom } from './layout/room.js';
import { type MiniRoomsOptions, miniRooms } from './mini-rooms.js';
import { roomClasses } from './room-classes.js';

function sampleOf(set: DenseDataset, index: number): Required<DenseSample> {
  const source = set.sample(index);
  if (source.kind !== 'memory') throw new Error('a mini-room is in memory');
  return source.sample as Required<DenseSample>;
}

function digest({ image, edge, labels, normals, depth }: Required<DenseSample>): string {
  const hash = createHash('sha256');
  for (const map of [image, edge, labels, normals, depth]) {
    hash.update(Buffer.from(map.buffer, map.byteOffset, map.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

const rooms = miniRooms({ split: 'train', length: 24, height: 96, width: 120 });
const samples = Array.from({ length: rooms.length }, (_, i) => sampleOf(rooms, i));
const focals = samples.map((_, i) => makeRoom(new RandomStream(0, 'mini-rooms', 'train', i)).camera.focal);

/** A direction along the ray of pixel `p` of room `i`: negative towards the camera. */
function along(i: number, p: number, x: number, y: number, z: number): number {
  const { width, height } = samples[i]!;
  const focal = focals[i]! * width;
  return x * ((p % width) + 0.5 - width / 2) + y * (height / 2 - Math.floor(p / width) - 0.5) - z * focal;
}

describe('miniRooms', () => {
  it('provides all maps, 16 named classes and the requested size', () => {
    expect(roomClasses.length).toBe(16);
    expect(rooms.classes).toBe(roomClasses);
    expect(rooms.keys).toEqual(['edge', 'labels', 'normals', 'depth']);
    const { height, width } = sampleOf(miniRooms({ split: 'test', length: 1 }), 0);
    expect([height, width]).toEqual([128, 160]);
  });

  // Computed once by this code: a change of any drawing, machine or engine that moves a byte shows here.
  it('renders byte for byte as before', () => {
    const set = miniRooms({ split: 'train', length: 6, height: 64, width: 80 });
    const all = Array.from({ length: 6 }, (_, i) => digest(sampleOf(set, i))).join(' ');
    expect(createHash('sha256').update(all).digest('hex').slice(0, 16)).toBe('7f13db22e85a3a56');
  });

  it('renders a room from (seed, split, index) alone', () => {
    const options = { length: 3, height: 64, width: 80 } as const;
    const digests = new Set<string>();
    for (const split of ['train', 'val', 'test'] as const) {
      for (const seed of [0, 1]) {
        const set = miniRooms({ ...options, split, seed });
        for (const i of [2, 0, 1]) digests.add(digest(sampleOf(set, i)));
      }
    }
    expect(digests.size).toBe(18);
    const longer = miniRooms({ ...options, length: 9, split: 'val', seed: 1 });
    expect(digests.has(digest(sampleOf(longer, 1)))).toBe(true);
  });

  it('renders the same room at another size', () => {
    const large = sampleOf(miniRooms({ split: 'train', length: 1, height: 192, width: 240 }), 0);
    const small = samples[0]!;
    let same = 0;
    for (let p = 0; p < small.labels.length; p++) {
      const [x, y] = [p % 120, Math.floor(p / 120)];
      if (large.labels[2 * y * 240 + 2 * x] === small.labels[p]) same++;
    }
    expect(same / small.labels.length).toBeGreaterThan(0.95);
  });

  it('shows every class in several rooms, and none in all of them', () => {
    const rooms = new Int32Array(16);
    const pixels = new Int32Array(16);
    for (const { labels } of samples) {
      for (const label of new Set(labels)) rooms[label]!++;
      for (const label of labels) pixels[label]!++;
    }
    expect(Math.min(...rooms)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...pixels) / (24 * 96 * 120)).toBeLessThan(0.6);
  });

  it('gives unit normals that face the camera', () => {
    for (const [i, { normals, width, height }] of samples.entries()) {
      let [stretch, away] = [0, -1];
      for (let p = 0; p < width * height; p++) {
        const [x, y, z] = [normals[3 * p]!, normals[3 * p + 1]!, normals[3 * p + 2]!];
        stretch = Math.max(stretch, Math.abs(Math.hypot(x, y, z) - 1));
        away = Math.max(away, along(i, p, x, y, z));
      }
      expect(stretch).toBeLessThan(1e-5);
      expect(away).toBeLessThan(1e-4);
    }
  });

  it('gives depth and normals of one geometry: the plane through a pixel meets its neighbours', () => {
    for (const [i, { normals, depth, labels, width }] of samples.entries()) {
      let [asked, met] = [0, 0];
      for (let p = 0; p + width < depth.length; p++) {
        const [x, y, z] = [normals[3 * p]!, normals[3 * p + 1]!, normals[3 * p + 2]!];
        for (const q of [p + 1, p + width]) {
          const same = x === normals[3 * q] && y === normals[3 * q + 1] && z === normals[3 * q + 2];
          if (p % width === width - 1 || labels[p] !== labels[q] || !same) continue;
          asked++;
          const expected = (depth[p]! * along(i, p, x, y, z)) / along(i, q, x, y, z);
          if (Math.abs(depth[q]! - expected) < 1e-4 * expected) met++;
        }
      }
      expect(asked).toBeGreaterThan(5000);
      // The rest are parallel planes one behind the other (a seat's front and its leg's).
      expect(met / asked).toBeGreaterThan(0.96);
    }
  });

  it('keeps floors level, ceilings above, walls upright, and rooms a few metres deep', () => {
    const [wall, floor, ceiling] = [0, 1, 2];
    for (const { normals, labels, depth } of samples) {
      const wrong = labels.findIndex((label, p) => {
        const up = normals[3 * p + 1]!;
        if (label === floor) return up < 0.9;
        if (label === ceiling) return up > -0.9;
        return label === wall && Math.abs(up) > 0.4;
      });
      expect(wrong).toBe(-1);
      expect(depth.reduce((a, b) => Math.min(a, b))).toBeGreaterThan(0.15);
      expect(depth.reduce((a, b) => Math.max(a, b))).toBeLessThan(9);
    }
  });

  it('draws thin edges along every border of labels and nowhere inside a face', () => {
    for (const { edge, labels, normals, depth, width, height } of samples) {
      const share = edge.reduce((a, b) => a + b, 0) / edge.length;
      expect(share).toBeGreaterThan(0.01);
      expect(share).toBeLessThan(0.2);
      let [borders, marked, blocks, stray] = [0, 0, 0, 0];
      for (let y = 1; y + 1 < height; y++) {
        for (let x = 1; x + 1 < width; x++) {
          const p = y * width + x;
          if (labels[p] !== labels[p + 1]) {
            borders++;
            if ([-width, 0, width].some((row) => edge[p + row] || edge[p + row + 1])) marked++;
          }
          if (edge[p] && edge[p + 1] && edge[p + width] && edge[p + width + 1]) blocks++;
          if (!edge[p]) continue;
          const differs = [p - 1, p + 1, p - width, p + width].some(
            (q) =>
              labels[q] !== labels[p] ||
              Math.abs(depth[q]! - depth[p]!) > 0.01 ||
              [0, 1, 2].some((c) => Math.abs(normals[3 * q + c]! - normals[3 * p + c]!) > 0.05),
          );
          if (!differs) stray++;
        }
      }
      expect(stray).toBe(0);
      expect(marked / borders).toBeGreaterThan(0.95);
      expect(blocks / edge.length).toBeLessThan(0.004);
    }
  });

  it('renders images of medium brightness with colour and contrast', () => {
    for (const { image } of samples) {
      let [sum, squares, burnt] = [0, 0, 0];
      for (const v of image) {
        sum += v;
        squares += v * v;
        if (v >= 254) burnt++;
      }
      const mean = sum / image.length;
      expect(mean).toBeGreaterThan(55);
      expect(mean).toBeLessThan(190);
      expect(Math.sqrt(squares / image.length - mean * mean)).toBeGreaterThan(18);
      expect(burnt / image.length).toBeLessThan(0.15);
    }
  });

  it('refuses sizes that are too small or not whole', () => {
    for (const change of [{ height: 63 }, { width: 79 }, { length: 0 }, { height: 70.5 }]) {
      const options: MiniRoomsOptions = { split: 'train', length: 1, ...change };
      expect(() => miniRooms(options)).toThrow(UsageError);
      expect(() => miniRooms(options)).toThrow(/height ≥ 64 and width ≥ 80/);
    }
  });
});
