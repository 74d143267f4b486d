import { MismatchError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/dense-metrics.json' with { type: 'json' };
import { expectNear } from './__fixtures__/near.js';
import type { LabelConvention, LabelConventionName } from './label-convention.js';
import { MeanIoU } from './mean-iou.js';

describe.each(reference.segmentation)('mIoU: $name', (given) => {
  const convention = given.convention as LabelConventionName | LabelConvention;

  it('equals the reference', () => {
    const meter = new MeanIoU(convention);
    for (const { prediction, truth } of given.images) {
      meter.update(Int32Array.from(prediction), Uint8Array.from(truth));
    }
    const result = meter.result();
    expectNear(result.mIoU, given.mIoU, 9);
    expectNear(result.pixelAccuracy, given.pixelAccuracy, 9);
    expectNear(result.meanAccuracy, given.meanAccuracy, 9);
    expect(result.count).toBe(given.count);
    for (const [c, iou] of given.iou.entries()) {
      const skipped = meter.convention.absent === 'skip' && given.present[c] === 0;
      expectNear(result.perClass[c]!.iou, skipped ? null : iou, 9);
    }
    if (given.confusion) expect([...result.confusion]).toEqual(given.confusion);
  });
});

describe('MeanIoU', () => {
  it('sums counts over images before dividing, instead of averaging images', () => {
    const meter = new MeanIoU({ classes: 2, firstLabel: 0, ignore: [], absent: 'zero' });
    meter.update(Uint8Array.of(0, 0, 0, 1), Uint8Array.of(0, 0, 0, 0));
    meter.update(Uint8Array.of(1), Uint8Array.of(1));
    // Class 0: 3 of 4; class 1: 1 of 2.
    expect(meter.result().mIoU).toBe((75 + 50) / 2);
  });

  it('differs between conventions on the same pixels, as the published figures do', () => {
    const truth = Uint8Array.of(0, 0, 1, 2, 255);
    const with41 = new MeanIoU('nyud-41');
    with41.update(Uint8Array.of(0, 1, 1, 2, 7), truth);
    expect(with41.result()).toMatchObject({ count: 4, ignored: 1, mIoU: (50 + 50 + 100) / 41 });
    const with40 = new MeanIoU('nyud-40');
    with40.update(Uint8Array.of(5, 6, 0, 1, 7), truth);
    expect(with40.result()).toMatchObject({ count: 2, ignored: 3, mIoU: 200 / 40 });
  });

  it('forgets everything on reset', () => {
    const meter = new MeanIoU('nyud-41');
    meter.update(Uint8Array.of(3), Uint8Array.of(255));
    meter.reset();
    expect(meter.result()).toMatchObject({ count: 0, ignored: 0, pixelAccuracy: Number.NaN, mIoU: 0 });
  });

  it('refuses invalid classes, names the pixel, and counts nothing of the map', () => {
    const meter = new MeanIoU('nyud-40');
    expect(() => meter.update(Uint8Array.of(1, 40), Uint8Array.of(1, 1))).toThrow(
      'the prediction of pixel 1 is not a class: expected 0 to 39, got 40.',
    );
    expect(() => meter.update(Uint8Array.of(1, 1), Uint8Array.of(1, 41))).toThrow(
      'the label of pixel 1 is not a class: expected 1 to 40, or 0, 255 to ignore, got 41.',
    );
    expect(() => meter.update(Uint8Array.of(1), Uint8Array.of(1, 1))).toThrow(MismatchError);
    expect(meter.result().count).toBe(0);
  });

  it('lists its conventions', () => {
    expect(() => new MeanIoU('nyud-14' as 'nyud-41')).toThrow("Did you mean 'nyud-41'?");
    const nothing = { classes: 0, firstLabel: 0, ignore: [], absent: 'zero' } as const;
    expect(() => new MeanIoU(nothing)).toThrow(UsageError);
  });
});
