import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { boxBlur, softened } from './blur.js';
import { createCanvas, intersect, paint, paintStroke, toBytes } from './canvas.js';
import { hsv } from './colour.js';
import { type Coverage, fillPath, strokePath, union } from './coverage.js';
import { grain, noiseField } from './noise.js';
import { band, ellipse, mirrored, rectangle, roundedRectangle, signedArea, smooth } from './path.js';
import { cosine, sine } from './trigonometry.js';

const sum = ({ data }: Coverage) => data.reduce((a, b) => a + b, 0);

/** The coverage of one pixel of the canvas. */
function at(shape: Coverage, x: number, y: number): number {
  const [column, row] = [x - shape.x, y - shape.y];
  if (column < 0 || row < 0 || column >= shape.width || row >= shape.height) return 0;
  return shape.data[row * shape.width + column]!;
}

describe('the portable sine and cosine', () => {
  it('agree with Math to 1e-7 over several turns', () => {
    for (let i = -400; i <= 400; i++) {
      const turns = i / 97;
      expect(Math.abs(sine(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(1e-7);
      expect(Math.abs(cosine(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(1e-7);
    }
  });
});

describe('fillPath', () => {
  it('covers exactly the area of any polygon inside the canvas', () => {
    for (let i = 0; i < 50; i++) {
      const random = new RandomStream('polygons', i);
      const n = 3 + random.integer(6);
      const path: number[] = [];
      for (let k = 0; k < n; k++) {
        const r = random.uniform(2, 14);
        path.push(16 + r * cosine(k / n), 16 + r * sine(k / n));
      }
      expect(Math.abs(sum(fillPath(path, 32)) - Math.abs(signedArea(path)) / 2)).toBeLessThan(1e-3);
    }
  });

  it('weights each pixel by its covered share', () => {
    const shape = fillPath(rectangle(1.25, 2, 3, 4.5), 8);
    expect([at(shape, 1, 2), at(shape, 2, 3), at(shape, 2, 4), at(shape, 3, 3), at(shape, 0, 2)]).toEqual([
      0.75, 1, 0.5, 0, 0,
    ]);
  });

  it('clips at the canvas and leaves holes empty in either winding direction', () => {
    expect(sum(fillPath(rectangle(-5, -5, 3, 20), 8))).toBeCloseTo(24, 5);
    expect(sum(fillPath(rectangle(20, 20, 30, 30), 8))).toBe(0);
    const hole = rectangle(2, 2, 4, 4);
    const turned = [...hole.slice(6), ...hole.slice(4, 6), ...hole.slice(2, 4), ...hole.slice(0, 2)];
    for (const path of [hole, turned])
      expect(sum(fillPath(rectangle(1, 1, 7, 7), 8, [path]))).toBeCloseTo(32, 5);
  });
});

describe('strokePath', () => {
  it('is as wide as requested, with round ends', () => {
    const shape = strokePath([10, 16, 22, 16], 4, 32);
    expect(sum(shape)).toBeGreaterThan(48 + 0.9 * 4 * Math.PI);
    expect(sum(shape)).toBeLessThan(48 + 1.1 * 4 * Math.PI);
    expect(at(shape, 16, 15)).toBe(1);
    expect(at(shape, 16, 12)).toBe(0);
  });

  it('closes a loop only when told to', () => {
    const path = [4, 4, 28, 4, 28, 28];
    expect(at(strokePath(path, 2, 32), 16, 16)).toBe(0);
    expect(at(strokePath(path, 2, 32, true), 16, 16)).toBeGreaterThan(0.5);
  });
});

describe('combining shapes', () => {
  const a = fillPath(rectangle(1, 1, 5, 5), 8);
  const b = fillPath(rectangle(3, 3, 7, 7), 8);

  it('computes unions and intersections', () => {
    expect(sum(union([a, b], 8))).toBeCloseTo(28, 5);
    expect(sum(intersect(a, b))).toBeCloseTo(4, 5);
    expect(at(intersect(b, a), 3, 4)).toBe(1);
  });

  it('keeps the total coverage when shapes are moved and blurred', () => {
    const soft = softened(fillPath(rectangle(12, 12, 18, 20), 40), 2, 2, 40, 3, -2);
    expect(sum(soft)).toBeCloseTo(48, 3);
    // The middle of the rectangle was (15, 16); its own pixels lost some of their cover to their neighbours.
    let [x, y] = [0, 0];
    for (let row = 0; row < soft.height; row++) {
      for (let column = 0; column < soft.width; column++) {
        const covered = soft.data[row * soft.width + column]!;
        x += (covered * (soft.x + column + 0.5)) / 48;
        y += (covered * (soft.y + row + 0.5)) / 48;
      }
    }
    expect([x, y]).toEqual([expect.closeTo(18, 4), expect.closeTo(14, 4)]);
    expect(Math.max(...soft.data)).toBeLessThan(0.95);
  });
});

describe('boxBlur', () => {
  it('equals the mean over the box', () => {
    const width = 9;
    const data = Float32Array.from({ length: 81 }, (_, i) => (i * 37) % 11);
    const before = data.slice();
    boxBlur(data, width, 9, 1);
    let expected = 0;
    for (let y = 3; y < 6; y++) for (let x = 4; x < 7; x++) expected += before[y * width + x]! / 9;
    expect(data[4 * width + 5]).toBeCloseTo(expected, 5);
  });
});

describe('canvas', () => {
  it('blends a colour by coverage and opacity, and rounds to bytes', () => {
    const canvas = createCanvas(4, [1, 0, 0]);
    paint(canvas, fillPath(rectangle(0, 0, 2.5, 1), 4), [0, 1, 0], 0.5);
    expect([...toBytes(canvas).slice(0, 12)]).toEqual([128, 128, 0, 128, 128, 0, 191, 64, 0, 255, 0, 0]);
  });

  it('paints a stroke like its coverage', () => {
    const [one, two] = [createCanvas(16, [0, 0, 0]), createCanvas(16, [0, 0, 0])];
    paintStroke(one, [3.3, 4.1, 12.7, 9.2], 3, [1, 0.5, 0.2], 0.7);
    paint(two, strokePath([3.3, 4.1, 12.7, 9.2], 3, 16), [1, 0.5, 0.2], 0.7);
    for (let i = 0; i < one.rgb.length; i++) expect(one.rgb[i]).toBeCloseTo(two.rgb[i]!, 6);
  });
});

describe('paths', () => {
  it('enclose the areas of their shapes', () => {
    const area = (path: number[]) => Math.abs(signedArea(path)) / 2;
    expect(area(ellipse(0, 0, 3, 2, 0, 1, 200))).toBeCloseTo(6 * Math.PI, 1);
    expect(area(roundedRectangle(0, 0, 10, 6, 2))).toBeCloseTo(60 - (4 - Math.PI) * 4, 0);
    expect(area(band([0, 0, 5, 0, 10, 0], 2))).toBeCloseTo(20, 6);
    expect(area(mirrored([0, -2, 3, 0, 0, 2]))).toBeCloseTo(12, 6);
    const circle = ellipse(0, 0, 1, 1, 0, 1, 12);
    expect(area(smooth(circle))).toBeCloseTo(Math.PI, 1);
  });

  it('pass through their points when smoothed', () => {
    const points = [0, 0, 4, 1, 6, 5, 1, 7];
    const curve = smooth(points, true, 5);
    for (let i = 0; i < 4; i++)
      expect([curve[10 * i], curve[10 * i + 1]]).toEqual([points[2 * i], points[2 * i + 1]]);
  });
});

describe('noise', () => {
  it('is smooth between grid points, unlike grain, and both have mean zero', () => {
    const size = 64;
    const roughness = (field: Float32Array) => {
      let total = 0;
      for (let i = 1; i < size; i++) total += Math.abs(field[i]! - field[i - 1]!);
      return total / size;
    };
    const field = noiseField(new RandomStream('a'), size, 16, 2);
    const noise = grain(new RandomStream('b'), size);
    expect(roughness(field)).toBeLessThan(0.2);
    expect(roughness(noise)).toBeGreaterThan(0.5);
    for (const values of [field, noise]) {
      expect(Math.abs(values.reduce((a, b) => a + b, 0) / values.length)).toBeLessThan(0.15);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    }
  });
});

describe('hsv', () => {
  it.each([
    [0, 1, 1, [1, 0, 0]],
    [1 / 3, 1, 1, [0, 1, 0]],
    [2 / 3, 1, 0.5, [0, 0, 0.5]],
    [1.5, 0.5, 0.8, [0.4, 0.8, 0.8]],
  ] as const)('converts hue %d, saturation %d, value %d to RGB', (h, s, v, rgb) => {
    for (const [i, value] of hsv(h, s, v).entries()) expect(value).toBeCloseTo(rgb[i]!, 6);
  });
});
