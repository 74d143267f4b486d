import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { type Box, placeLabels } from './place-labels.js';

const bounds = { left: 0, top: 0, right: 860, bottom: 400 };
const apart = (a: Box, b: Box) =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

function expectClear(points: { x: number; y: number; text: string }[]) {
  const boxes = placeLabels(points, { size: 12, bounds });
  for (const [i, box] of boxes.entries()) {
    for (const [j, other] of boxes.entries()) {
      if (i < j) expect(apart(box, other), `${points[i]!.text} and ${points[j]!.text}`).toBe(true);
    }
    for (const point of points) {
      const inside = point.x > box.left && point.x < box.right && point.y > box.top && point.y < box.bottom;
      expect(inside, `${points[i]!.text} covers a point`).toBe(false);
    }
    expect(box.left).toBeGreaterThanOrEqual(bounds.left - 1e-9);
    expect(box.right).toBeLessThanOrEqual(bounds.right + 1e-9);
    expect(box.top).toBeGreaterThanOrEqual(bounds.top - 1e-9);
    expect(box.bottom).toBeLessThanOrEqual(bounds.bottom + 1e-9);
  }
  return boxes;
}

describe('placeLabels', () => {
  it('puts the label of an isolated point to its right', () => {
    const [box] = expectClear([{ x: 100, y: 100, text: 'FTN' }]);
    expect(box!.left).toBeGreaterThan(100);
    expect(box!.leader).toBe(false);
  });

  it('keeps labels within the plot at its edges', () => {
    expectClear([
      { x: 855, y: 5, text: 'Fine-tuning' },
      { x: 3, y: 396, text: 'Feature extractor' },
    ]);
  });

  it('separates the labels of eight methods at the same point', () => {
    expectClear(Array.from({ length: 8 }, (_, i) => ({ x: 400 + i, y: 200, text: `Method number ${i}` })));
  });

  it('separates the labels of the ranks on a flat curve', () => {
    expectClear(
      [1, 5, 10, 15, 20, 25, 50].map((rank, i) => ({ x: 300 + i * 22, y: 120 - i, text: `FTN R=${rank}` })),
    );
  });

  it('separates the labels of fourteen random points, fifty times', () => {
    const random = new RandomStream('labels');
    for (let trial = 0; trial < 50; trial++) {
      expectClear(
        Array.from({ length: 14 }, (_, i) => ({
          x: random.uniform(20, 840),
          y: random.uniform(20, 380),
          text: `Method ${i} R=10`,
        })),
      );
    }
  });
});
