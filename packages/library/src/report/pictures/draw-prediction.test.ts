import { UsageError } from '@ftn/errors';
import { colorDepth, labelColor } from '@ftn/report';
import { createTask, taskNames } from '@ftn/tasks';
import { describe, expect, it } from 'vitest';
import { drawPrediction, predictsMaps } from './draw-prediction.js';

const task = (name: string) => createTask(name, { classes: ['wall', 'floor'] });
const size = { width: 2, height: 1, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6) };

describe('drawPrediction', () => {
  it('draws a map alone, and beside its image with a colour legend', () => {
    const { map, grid } = drawPrediction({ ...size, values: Int32Array.of(1, 0) }, task('semseg'));
    expect([...map.rgb]).toEqual([...labelColor(1), ...labelColor(0)]);
    expect(grid).toMatchObject({ title: 'segmentation', columns: ['image', 'segmentation'] });
    expect(grid.legend!.map(({ name }) => name)).toEqual(['wall', 'floor']);
    expect(grid.rows[0]!.images).toEqual([size, map]);
  });

  it('scales the colours of depth to its range', () => {
    const values = Float32Array.of(1.5, 4);
    const { map, grid } = drawPrediction({ ...size, values }, task('depth'));
    expect(map).toEqual(colorDepth(values, { width: 2, height: 1, range: [1.5, 4] }));
    expect(grid.scale).toEqual({ low: 1.5, high: 4, label: 'depth, m' });
  });

  it('draws for every task that predicts a map, and refuses the others', () => {
    const drawn = taskNames().filter((name) => predictsMaps(task(name)));
    expect(drawn).toEqual(['edge', 'semseg', 'normals', 'depth']);
    for (const name of drawn) {
      const values = new Float32Array(2 * (name === 'normals' ? 3 : 1));
      expect(drawPrediction({ ...size, values }, task(name)).map.rgb, name).toHaveLength(6);
    }
    const values = Float32Array.of(0, 1);
    expect(() => drawPrediction({ ...size, values }, task('classification'))).toThrow(UsageError);
  });

  it('draws for a user’s own task what it predicts of a known target', () => {
    const mine = { ...task('depth'), name: 'my-depth' };
    expect(drawPrediction({ ...size, values: Float32Array.of(1, 2) }, mine).grid.title).toBe('my-depth');
  });
});
