import { expect, it } from 'vitest';
import type { PrunedAdapter } from '../prune/prune-adapter.js';
import { pruningChartOf, pruningCharts, pruningReport, within } from './pruning-report.js';

const row = (domain: string, metric: string, value: number, factors: number) => {
  const sized = { layers: 3, factors, parameters: 100 + factors, multiple: (100 + factors) / 100 };
  return { method: 'ftn', rank: 2, domain, task: 'depth', metric, value, threshold: 0.1, ...sized };
};
const pruned = (label: string, metric: string): PrunedAdapter => ({
  label,
  backbone: 'resnet18',
  rows: [row(label, metric, 70, 20), row(label, metric, 60, 10)],
  smallest: {
    ...row(label, metric, 65, 5),
    maxDrop: 0.5,
    validationBefore: 70,
    validation: 66,
    trials: 4,
    adapter: 'out/adapter',
  },
});

it('the pruning report states the allowed drop in the metric’s unit', () => {
  const texts = [
    { metric: 'accuracy', maxDrop: 1 },
    { metric: 'odsF', maxDrop: 0.5 },
    { metric: 'RMSE', maxDrop: 0.01 },
    { metric: 'mErr', maxDrop: 2 },
    { metric: 'SSIM', maxDrop: 0.1 },
  ].map(within);
  const amounts = ['1 point', '0.5 points', '0.01 m', '2°', '0.1'];
  expect(texts).toEqual(amounts.map((amount) => `within ${amount} by validation`));
});

it('the pruning report draws a figure for each metric, with the smallest adapters', () => {
  const charts = pruningCharts([pruned('a', 'accuracy'), pruned('b', 'RMSE'), pruned('c', 'accuracy')]);
  expect(charts.map(({ title, curves }) => [title, curves.map(({ label }) => label)])).toEqual([
    ['Accuracy as low-rank factors are taken out', ['a', 'c']],
    ['RMSE as low-rank factors are taken out', ['b']],
  ]);
  expect(charts[1]!.curves[0]!.found).toEqual({
    label: 'within 0.5 m by validation',
    parameters: 5,
    value: 65,
  });
  expect(pruningChartOf([pruned('a', 'accuracy')]).curves[0]!.points[1]).toEqual({
    threshold: 0.1,
    layers: 3,
    parameters: 10,
    value: 60,
  });
});

it('the pruning report counts the full adapters together, and the smallest ones as another system', () => {
  const engine = { name: 'native', threads: 2 } as never;
  const context = { engine, command: 'ftn prune', split: 'test', data: 'x' };
  const { table } = pruningReport([pruned('a', 'accuracy'), pruned('c', 'accuracy')], context);
  expect(table.rows.map(({ method, domain, parameters }) => [method, domain, parameters])).toEqual([
    ['FTN R=2', 'a', 140],
    ['FTN R=2', 'c', 140],
    ['FTN R=2 within 0.5 points by validation', 'a', 110],
    ['FTN R=2 within 0.5 points by validation', 'c', 110],
  ]);
});
