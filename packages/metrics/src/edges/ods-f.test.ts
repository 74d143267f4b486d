import { MismatchError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import type { EdgePrediction } from './count-edges.js';
import { OdsF } from './ods-f.js';

const [height, width] = [60, 80];

/** A map with vertical lines at these columns, rows 10 to 49. */
function lines(columns: readonly number[], value = 255): EdgePrediction & { data: Uint8Array } {
  const data = new Uint8Array(height * width);
  for (let y = 10; y < 50; y++) for (const x of columns) data[y * width + x] = value;
  return { data, height, width };
}

/** One pixel of a 100-pixel diagonal is 0.01. */
const oneLine = { truth: 'plain', maxDist: 0.02 } as const;

describe('OdsF', () => {
  it('is 1 for a line in the right place, and for one shifted within the distance', () => {
    for (const column of [30, 31, 32]) {
      const meter = new OdsF(oneLine);
      meter.update(lines([column]), lines([30]));
      const { ods, ois, ap } = meter.result();
      expect(ods).toEqual({ threshold: 0.001, precision: 1, recall: 1, f: 1 });
      expect(ois.f).toBe(1);
      // The curve is a single point: nothing to interpolate.
      expect(ap).toBe(0);
    }
  });

  it('is 0 for a line shifted further than the distance', () => {
    const meter = new OdsF(oneLine);
    meter.update(lines([33]), lines([30]));
    expect(meter.result().ods).toMatchObject({ precision: 0, recall: 0, f: 0 });
  });

  it('counts a missing line and a false line', () => {
    const missing = new OdsF(oneLine);
    missing.update(lines([30]), lines([30, 50]));
    expect(missing.result().ods).toMatchObject({ precision: 1, recall: 0.5 });
    const tooMany = new OdsF(oneLine);
    tooMany.update(lines([30, 50]), lines([30]));
    expect(tooMany.result().ods).toMatchObject({ precision: 0.5, recall: 1 });
  });

  it('drops a false line at the threshold above its score, and reports that threshold', () => {
    const meter = new OdsF(oneLine);
    const prediction = lines([30]);
    for (let y = 10; y < 50; y++) prediction.data[y * width + 60] = 51;
    meter.update(prediction, lines([30]));
    const { ods, curve } = meter.result();
    // 51/255 is 0.2: above 0.19, not above 0.2.
    expect(curve[19]).toEqual({ threshold: 0.19, precision: 0.5, recall: 1, f: 2 / 3 });
    expect(ods).toEqual({ threshold: 0.2, precision: 1, recall: 1, f: 1 });
  });

  it('matches the thinned contour of a ground-truth line, as SEISM does', () => {
    const meter = new OdsF({ truth: 'contours', maxDist: 0.02 });
    meter.update(lines([30]), lines([30]));
    const { truth, predicted, matched } = meter.totals();
    // The contour is columns 29 and 30 from row 9 on; thinned it is a line again, one column to the left.
    expect([truth, predicted[50], matched[50]]).toEqual([40, 40, 40]);
  });

  it('is 1 for a perfect line on the smallest accepted map, and refuses maps where it would be 0', () => {
    const column = (side: number) => {
      const data = new Uint8Array(side * side);
      for (let y = 8; y < side - 8; y++) data[y * side + 30] = 255;
      return { data, height: side, width: side };
    };
    const meter = new OdsF();
    meter.update(column(65), column(65));
    expect(meter.result().ods.f).toBe(1);
    expect(() => meter.update(column(64), column(64))).toThrow(
      /too small for its protocol: expected a tolerance of one pixel .* got 64 × 64, where maxDist 0.011 is 0.996 pixels/,
    );
    expect(meter.result().images).toBe(1);
    // What the message offers.
    for (const choice of [{ maxDist: 0.0111 }, { truth: 'thin' }] as const) {
      const small = new OdsF(choice);
      small.update(column(64), column(64));
      expect(small.result().ods.f).toBe(1);
    }
  });

  it('rounds predictions to 8 bits as files do, unless told not to', () => {
    const recall = (precision: 'png' | 'float', value: number, k: number) => {
      const meter = new OdsF({ ...oneLine, precision });
      const data = Float32Array.from(lines([30]).data, (v) => (v === 0 ? 0 : value));
      meter.update({ data, height, width }, lines([30]));
      return meter.result().curve[k]!.recall;
    };
    // 0.1105 · 255 is 28.2: in a file 28/255, which is not above 0.11.
    expect([recall('png', 0.1105, 11), recall('float', 0.1105, 11)]).toEqual([0, 1]);
    // 0.1005 · 255 is 25.6: in a file 26/255, which is above 0.1.
    expect([recall('png', 0.1005, 10), recall('float', 0.1005, 10)]).toEqual([1, 1]);
  });

  it('finds nothing in an empty prediction or an empty ground truth', () => {
    for (const [prediction, truth] of [
      [lines([]), lines([30])],
      [lines([30]), lines([])],
      [lines([]), lines([])],
    ] as const) {
      const meter = new OdsF();
      meter.update(prediction, truth);
      expect(meter.result()).toMatchObject({ ods: { f: 0 }, ois: { f: 0 }, ap: 0, images: 1 });
    }
    expect(new OdsF().result().ods.f).toBeNaN();
  });

  it('accepts maps of one pixel, one row and one column', () => {
    const meter = new OdsF({ truth: 'plain', maxDist: 1 });
    for (const [h, w] of [
      [1, 1],
      [1, 9],
      [9, 1],
      [2, 30],
    ] as const) {
      const data = new Uint8Array(h * w).fill(200);
      meter.update({ data, height: h, width: w }, { data, height: h, width: w });
    }
    expect(meter.result().images).toBe(4);
  });

  it('merges the counts of two meters into those of one', () => {
    const [whole, a, b] = [new OdsF(oneLine), new OdsF(oneLine), new OdsF(oneLine)];
    const pairs = [
      [[30], [30, 40]],
      [[20, 60], [61]],
      [[5], [33]],
    ] as const;
    for (const [i, [prediction, truth]] of pairs.entries()) {
      whole.update(lines(prediction), lines(truth));
      (i === 1 ? a : b).update(lines(prediction), lines(truth));
    }
    a.merge(structuredClone(b.totals()));
    expect(a.result()).toEqual(whole.result());
    a.reset();
    expect(a.result().images).toBe(0);
  });

  it('refuses invalid edge maps and counts nothing of them', () => {
    const meter = new OdsF();
    const good = lines([30]);
    const floats = (v: number): EdgePrediction => ({
      data: new Float32Array(height * width).fill(v),
      height,
      width,
    });
    expect(() => meter.update(good, { ...good, height: width, width: height })).toThrow(
      'expected 80 × 60, got 60 × 80',
    );
    expect(() => meter.update(floats(1.5), good)).toThrow('Apply the sigmoid');
    expect(() => meter.update(floats(Number.NaN), good)).toThrow('non-finite number at index 0');
    expect(() => meter.update(good, floats(Number.NaN))).toThrow('ground-truth edge map');
    const colour = { data: new Uint8Array(12), height: 2, width: 2, channels: 3 };
    expect(() => meter.update(colour, colour)).toThrow(MismatchError);
    expect(meter.result().images).toBe(0);
  });

  it('refuses a distance beyond the diagonal, and thresholds that do not increase', () => {
    expect(() => new OdsF({ maxDist: 1.1 })).toThrow('fraction of the diagonal');
    expect(() => new OdsF({ maxDist: Number.NaN })).toThrow(UsageError);
    expect(() => new OdsF({ thresholds: [] })).toThrow('must increase');
    expect(() => new OdsF({ thresholds: [0.5, 0.5] })).toThrow('must increase');
  });
});
