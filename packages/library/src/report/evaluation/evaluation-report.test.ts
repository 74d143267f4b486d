import { renderComparisonHtml } from '@ftn/report';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../evaluate/evaluation.js';
import { classResults } from '../../evaluate/results.js';
import { confusionMap, mostConfused } from './confusion-map.js';
import { calibrationChart, evaluationConfusion, evaluationReport } from './evaluation-report.js';
import { evaluationTables } from './evaluation-tables.js';

const names = ['shoe', 'boot', '=bag'];
const confusion = { of: 'images', counts: [3, 2, 0, 0, 4, 0, 0, 1, 0] } as const;
const image = (index: number, truth: string, predicted: string, loss: number) => ({
  image: `/photos/${truth}, ${index}.png`,
  index,
  loss,
  decision: { truth, predicted, confidence: 0.75, correct: truth === predicted },
});
const rgb = new Uint8Array(12);
const found: Evaluation = {
  domain: 'clothes',
  task: 'classification',
  method: 'ftn',
  rank: 4,
  split: 'test',
  images: 10,
  metric: 'accuracy',
  metrics: { accuracy: 70, top5: 100 },
  classes: classResults(names, confusion),
  confusion,
  calibration: {
    ece: 5,
    largest: 5,
    count: 10,
    bins: [
      { low: 0, high: 0.5, count: 0, confidence: Number.NaN, accuracy: Number.NaN },
      { low: 0.5, high: 1, count: 10, confidence: 75, accuracy: 70 },
    ],
  },
  perImage: [image(7, 'shoe', 'boot', 2.5), image(1, 'boot', 'boot', 0.25)],
  shown: {
    domain: 'clothes',
    task: 'classification',
    classes: names,
    images: [
      {
        index: 7,
        width: 2,
        height: 2,
        rgb,
        truth: Int32Array.of(0),
        predictions: { clothes: Float32Array.of(0, 1, 0) },
      },
    ],
  },
  parameters: 1100,
  multiple: 1.1,
  engine: { name: 'cpu', threads: 1 } as Evaluation['engine'],
};

describe('evaluationTables', () => {
  it('lists every image, those that are wrong, and the numbers behind the pictures', () => {
    const tables = evaluationTables(found);
    expect(tables['images.csv']).toBe(
      'file,truth,predicted,confidence,correct,loss\n"/photos/shoe, 7.png",shoe,boot,0.75,0,2.5\n"/photos/boot, 1.png",boot,boot,0.75,1,0.25\n',
    );
    expect(tables['wrong.csv']!.split('\n')).toHaveLength(3);
    // A class no image was given has no precision; one that a spreadsheet would compute is a text.
    expect(tables['classes.csv']!.split('\n')[3]).toBe("'=bag,1,0,0,,0,0");
    expect(tables['confusion.csv']).toBe("truth,shoe,boot,'=bag\nshoe,3,2,0\nboot,0,4,0\n'=bag,0,1,0\n");
    expect(tables['calibration.csv']).toContain('\n0,0.5,0,,\n0.5,1,10,75,70\n');
  });

  it('lists images by loss alone where they have no class', () => {
    const perImage = [{ image: 'room.png', index: 0, loss: 1.5 }];
    const dense = { ...found, classes: [], confusion: null, calibration: null, shown: null, perImage };
    expect(evaluationTables(dense)).toEqual({ 'images.csv': 'file,loss\nroom.png,1.5\n' });
    expect([evaluationConfusion(dense), calibrationChart(dense)]).toEqual([null, null]);
    expect(renderComparisonHtml(evaluationReport(dense, { command: 'x' }))).not.toContain(
      'What is taken for what',
    );
  });
});

describe('confusionMap', () => {
  it('shows shares of a row with their counts, and nothing where there is none', () => {
    const map = confusionMap(confusion, { classes: names, title: 'clothes' });
    expect(map.values[0]).toEqual([0.6, 0.4, null]);
    expect(map.exact![2]).toEqual([null, 1, null]);
  });

  it('keeps the classes with the most errors where there are many, in their order', () => {
    const classes = Array.from({ length: 50 }, (_, i) => `c${i}`);
    const counts = Array.from({ length: 2500 }, (_, i) => (i === 49 * 50 + 7 ? 3 : i % 51 === 0 ? 9 : 0));
    const { rows, title } = confusionMap({ of: 'images', counts }, { classes, title: 'many' });
    expect(rows).toHaveLength(40);
    expect(rows).toEqual(expect.arrayContaining(['c7', 'c49']));
    expect(title).toContain('the 40 of 50 classes');
  });

  it('names the pairs most often confused', () => {
    expect(mostConfused(confusion, names, 1)).toEqual([{ truth: 'shoe', predicted: 'boot', count: 2 }]);
  });
});

it('the page says where it fails in words, pictures and numbers', () => {
  const page = renderComparisonHtml(evaluationReport(found, { command: 'ftn evaluate' }));
  for (const text of [
    'What is taken for what',
    'Accuracy against confidence on clothes',
    'shoe, 7.png',
    'boot 75 %, is shoe',
    'shoe for boot (2)',
    'Expected calibration error over 2 bins of confidence: 5.00 %',
    '1 of 2 images were given another class',
  ])
    expect(page, text).toContain(text);
});
