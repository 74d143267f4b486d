import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { countBackbone, createArchitecture, weightShapes } from './index.js';
import layouts from './resnet/__fixtures__/layouts.json' with { type: 'json' };

interface Layout {
  parameters: number;
  batchNorm: number;
  tensors: number;
  sha256: string;
  names?: Record<string, number[]>;
}

/** Names and shapes as torchvision's state_dict has them, OIHW. */
function torchShapes(name: string): Map<string, number[]> {
  const shapes = [...weightShapes(createArchitecture(name))];
  return new Map(
    shapes.map(
      ([key, [h, w, i, o]]) => [key, o === undefined ? [h!] : [o, i!, h!, w!]] as [string, number[]],
    ),
  );
}

describe.each(Object.entries(layouts.backbones as Record<string, Layout>))(
  'the architecture of %s',
  (name, layout) => {
    it('has as many parameters as in torchvision', () => {
      const { parameters, batchNorm } = layout;
      expect(countBackbone(createArchitecture(name))).toEqual({ name, parameters, batchNorm });
    });

    it('has torchvision’s tensor names and shapes', () => {
      const shapes = torchShapes(name);
      if (layout.names) expect(Object.fromEntries(shapes)).toEqual(layout.names);
      expect(shapes.size).toBe(layout.tensors);
      const lines = [...shapes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, shape]) => `${key} ${shape.join('x')}\n`);
      expect(createHash('sha256').update(lines.join('')).digest('hex')).toBe(layout.sha256);
    });
  },
);

it.each([
  ['resnet18', 11_176_512, 9_600],
  ['resnet34', 21_284_672, 17_024],
  ['resnet50', 23_508_032, 53_120],
])('countBackbone gives for %s the counts behind the paper’s tables', (name, parameters, batchNorm) => {
  expect(countBackbone(createArchitecture(name))).toEqual({ name, parameters, batchNorm });
});
