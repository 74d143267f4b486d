import { renderComparisonHtml } from '@ftn/report';
import { describe, expect, it } from 'vitest';
import { loadRecipe } from '../recipes/load-recipe.js';
import { taskResult } from '../testing/task-results.js';
import { comparisonPage } from './comparison-page.js';
import { resultTable } from './result-table.js';
import { dataSettings, networkSettings } from './settings.js';

const engine = { name: 'native', threads: 2 } as never;
const epochs = [{ epoch: 0, loss: 2, validation: null }];
const pageOf = (name: string, results: Parameters<typeof resultTable>[0]['results']) => {
  const recipe = loadRecipe(name);
  const table = resultTable({ id: name, engine: 'native', network: 1000, results });
  const settings = networkSettings(recipe);
  return comparisonPage({ recipe, table, results, command: 'ftn compare', engine, settings });
};

describe('the comparison page of several tasks', () => {
  const results = [
    taskResult('fine-tuning', { task: 'edge', metric: 'odsF', value: 50, epochs, counts: { head: 1234 } }),
    taskResult('fine-tuning', { task: 'depth', metric: 'RMSE', value: 0.5, epochs, counts: { head: 77 } }),
  ];
  const page = pageOf('nyud', results);

  it('shows the losses of each task, the definition of Δ and the size of the decoders', () => {
    expect(page.curves.map(({ title }) => title)).toEqual([
      'Training loss of edges',
      'Training loss of depth',
    ]);
    expect(page.curves[0]!.curves).toEqual([{ label: 'Fine-tuning', points: [{ x: 1, y: 2 }] }]);
    const notes = page.notes!.join('\n');
    for (const text of [
      'Δ is the mean relative gain over fine-tuning',
      'odsF of edges in %, RMSE of depth over all pixels in m (lower is better)',
      'edges 1,234, depth 77',
    ])
      expect(notes).toContain(text);
  });

  it('states the output stride and the weights of the losses', () => {
    expect(page.settings).toMatchObject({
      backbone: 'resnet18 at output stride 16',
      'loss weights': { protocol: 'rcm', edge: 50, depth: 1 },
      epochs: 60,
      choices: { epochs: expect.stringContaining('is the source') },
    });
    expect(renderComparisonHtml(page)).toContain('Training loss of edges');
  });
});

it('the comparison page of one task shows domains, without decoders and Δ', () => {
  const results = ['a', 'b'].map((domain) => taskResult('ftn', { rank: 1, domain, epochs, seed: 4 }));
  const page = pageOf('default', results);
  expect(page.curves.map(({ title }) => title)).toEqual(['Training loss on a', 'Training loss on b']);
  expect(page.notes!.join('\n')).toContain('The mean over domains is unweighted.');
  expect(page.notes!.join('\n')).not.toContain('Decoders');
  expect(page.settings).toMatchObject({ seeds: '4', command: 'ftn compare' });
  expect(page.settings).not.toHaveProperty('loss weights');
});

it('the comparison page counts the images of each domain, and says where maps come from', () => {
  const set = (length: number) => ({ length }) as never;
  const maps = (length: number) => ({ length, sample: () => {}, origins: { edge: 'drawn' } }) as never;
  expect(dataSettings(['flowers'], [{ name: 'flowers', train: set(5), test: set(2) }])).toEqual({
    data: 'flowers',
    images: '5 for training, 2 for testing',
  });
  expect(
    dataSettings(
      ['a', 'rooms'],
      [
        { name: 'a', train: set(5), test: set(2) },
        { name: 'rooms', train: maps(1), test: maps(3) },
      ],
    ),
  ).toEqual({
    data: 'a, rooms',
    images: { a: '5 for training, 2 for testing', rooms: '1 for training, 3 for testing' },
    maps: { edge: 'drawn' },
  });
});

it('shows validation by epoch where it was measured, with the metric and its unit', () => {
  const curve = [61.5, 70].map((validation, epoch) => ({ epoch, loss: 2 - epoch, validation }));
  const results = [
    taskResult('ftn', { rank: 1, domain: 'a', epochs: curve }),
    taskResult('fine-tuning', { domain: 'a', epochs }),
    taskResult('ftn', { rank: 1, domain: 'b', epochs }),
  ];
  const { curves } = pageOf('default', results);
  expect(curves.map(({ title }) => title)).toEqual([
    'Training loss on a',
    'Training loss on b',
    'Validation on a',
  ]);
  expect(curves[2]).toMatchObject({
    yLabel: 'validation accuracy, %',
    curves: [
      {
        label: 'FTN R=1',
        points: [
          { x: 1, y: 61.5 },
          { x: 2, y: 70 },
        ],
      },
    ],
  });
});
