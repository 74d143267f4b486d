import { labelColor } from '@ftn/report';
import { describe, expect, it } from 'vitest';
import type { ShownImage } from '../../compare/shown-images.js';
import { taskResult } from '../../testing/task-results.js';
import { shownPictures } from './shown-pictures.js';

const systems = ['feature-extractor', 'ftn', 'fine-tuning'].map(
  (method) => taskResult(method, { rank: method === 'ftn' ? 2 : null }).system,
);
const rgb = new Uint8Array(2 * 3);
const image = (index: number, truth: number[], predictions: Record<string, number[]>): ShownImage => ({
  index,
  width: 2,
  height: 1,
  rgb,
  truth: Float32Array.from(truth),
  predictions: Object.fromEntries(
    Object.entries(predictions).map(([system, values]) => [system, Float32Array.from(values)]),
  ),
});

describe('the pictures of a comparison', () => {
  it('show the class predicted by the last system with a rank, with its probability', () => {
    const images = [
      image(7, [1], { 'ftn R=2': [Math.log(3), 0], 'fine-tuning': [0, 9] }),
      image(2, [1], { 'ftn R=2': [0, Math.log(9)], 'fine-tuning': [0, 9] }),
    ];
    const shown = { domain: 'birds', task: 'classification', classes: ['owl', 'jay'], images };
    expect(shownPictures([shown], systems)).toEqual({
      images: [],
      samples: [
        {
          title: 'FTN on birds',
          images: [
            { caption: 'jay', detail: '90 %', width: 2, height: 1, rgb, correct: true },
            { caption: 'owl', detail: '75 %, is jay', width: 2, height: 1, rgb, correct: false },
          ],
        },
      ],
    });
  });

  it('show a row for each image with the ground truth and each system’s map, in the same colours', () => {
    const images = [image(0, [0, 2], { 'feature-extractor': [2, 2], 'ftn R=2': [0, 1] })];
    const shown = { domain: 'rooms', task: 'semseg', classes: ['wall', 'floor', 'bed'], images };
    const { images: grids, samples } = shownPictures([shown], systems);
    expect(samples).toEqual([]);
    const [grid] = grids;
    expect(grid).toMatchObject({
      title: 'segmentation',
      columns: ['image', 'truth', 'Feature extractor', 'FTN R=2', 'Fine-tuning'],
    });
    expect(grid!.legend!.map(({ name }) => name)).toEqual(['wall', 'floor', 'bed']);
    const [row] = grid!.rows;
    const colors = (...labels: number[]) => Uint8Array.from(labels.flatMap((label) => labelColor(label)));
    expect(row!.label).toBe('1');
    expect(row!.images.slice(1).map((one) => one?.rgb)).toEqual([
      colors(0, 2),
      colors(2, 2),
      colors(0, 1),
      undefined,
    ]);
  });

  it('name the domain of maps where there are several', () => {
    const images = [image(0, [1, 2], {})];
    const shown = ['a', 'b'].map((domain) => ({ domain, task: 'depth', classes: [], images }));
    const { images: grids } = shownPictures(shown, systems);
    expect(grids.map(({ title, scale }) => [title, scale!.low, scale!.high])).toEqual([
      ['depth on a', 1, 2],
      ['depth on b', 1, 2],
    ]);
  });
});
