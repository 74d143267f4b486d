import { describe, expect, it } from 'vitest';
import { loadRecipe } from '../recipes/load-recipe.js';
import { taskResult } from '../testing/task-results.js';
import { measuredMetrics, resultTable } from './result-table.js';

const named = { id: 'x', engine: 'cpu', network: 1000 };
const added = { convolutions: 30, batchNorm: 20, head: 7 };

describe('the result table of one task over domains', () => {
  const results = [
    taskResult('fine-tuning', { domain: 'a', value: 60, counts: { convolutions: 980, batchNorm: 20 } }),
    taskResult('fine-tuning', { domain: 'b', value: 70, counts: { convolutions: 980, batchNorm: 20 } }),
    ...[0, 1].flatMap((seed) => [
      taskResult('ftn', { rank: 2, seed, domain: 'a', value: 50 + 2 * seed, counts: added }),
      taskResult('ftn', { rank: 2, seed, domain: 'b', value: 80 + 4 * seed, counts: added }),
    ]),
  ];
  const { rows, means } = resultTable({ ...named, results });

  it('has a row per domain, aggregated over seeds, without the name of the task', () => {
    const whole = { parameters: 1100, multiple: 1.1, bytes: 228, halfBytes: 114 };
    expect(rows.slice(2)).toEqual([
      { method: 'ftn', rank: 2, domain: 'a', metric: 'accuracy', value: 51, deviation: Math.SQRT2, ...whole },
      {
        method: 'ftn',
        rank: 2,
        domain: 'b',
        metric: 'accuracy',
        value: 82,
        deviation: Math.sqrt(8),
        ...whole,
      },
    ]);
  });

  it('has unweighted means over domains, with deviations over seeds', () => {
    const metric = 'accuracy';
    expect(means).toEqual([
      {
        method: 'fine-tuning',
        metric,
        value: 65,
        parameters: 2000,
        multiple: 2,
        bytes: 4000,
        halfBytes: 2000,
      },
      {
        method: 'ftn',
        rank: 2,
        metric,
        value: 66.5,
        deviation: Math.sqrt(4.5),
        parameters: 1100,
        multiple: 1.1,
        bytes: 228,
        halfBytes: 114,
      },
    ]);
  });

  it('names the domain where there is only one', () => {
    const alone = resultTable({ ...named, results: [taskResult('ftn', { rank: 2, domain: 'a' })] });
    expect([...alone.rows, ...alone.means].map(({ domain }) => domain)).toEqual(['a', undefined]);
  });

  it("puts the paper's accuracy and multiple beside ours, by method, rank and domain", () => {
    const of = (domain: string, rank: number) => taskResult('ftn', { domain, rank });
    const paper = loadRecipe('table-s1');
    const table = resultTable({
      ...named,
      results: [of('clipart', 1), of('sketch', 1), of('clipart', 2)],
      paper,
    });
    expect(table.rows.map((row) => [row.paper, row.paperMultiple])).toEqual([
      [77.13, 1.008],
      [68.1, 1.008],
      [undefined, undefined],
    ]);
    // The paper's mean is over all six.
    expect(table.means[0]!.paper).toBeCloseTo((77.13 + 68.1) / 2, 10);
    const six = Object.keys(paper.paper['ftn-1']!).map((domain) => of(domain, 1));
    expect(resultTable({ ...named, results: six, paper }).means[0]!.paper).toBeCloseTo(67.11, 2);
    const more = resultTable({ ...named, results: [...six, of('photographs', 1)], paper });
    expect(more.means[0]!.paper).toBeUndefined();
  });
});

describe('the result table of several tasks', () => {
  const of = (method: string, [odsF, RMSE]: [number, number], seed = 0) => [
    taskResult(method, { task: 'edge', metric: 'odsF', value: odsF, seed, domain: 'rooms' }),
    taskResult(method, { task: 'depth', metric: 'RMSE', value: RMSE, seed, domain: 'rooms' }),
  ];

  it('has a row per task in its own metric, and the mean Δ over separate networks', () => {
    const results = [...of('feature-extractor', [60, 0.5]), ...of('fine-tuning', [50, 0.8])];
    const { rows, means } = resultTable({ ...named, results });
    expect(rows.map(({ domain, task, metric, value }) => [domain, task, metric, value])).toEqual([
      [undefined, 'edge', 'odsF', 60],
      [undefined, 'depth', 'RMSE', 0.5],
      [undefined, 'edge', 'odsF', 50],
      [undefined, 'depth', 'RMSE', 0.8],
    ]);
    // An error that falls is a gain: (10/50 + 0.3/0.8) / 2.
    expect(means.map(({ metric }) => metric)).toEqual(['delta', 'delta']);
    expect(means[0]!.value).toBeCloseTo((100 * (10 / 50 + 0.3 / 0.8)) / 2, 10);
    expect(means[1]!.value).toBe(0);
  });

  it('compares each seed with the reference of the same seed', () => {
    const results = [0, 1].flatMap((seed) => [
      ...of('fine-tuning', [50 + 10 * seed, 1 + seed], seed),
      ...of('feature-extractor', [75 + 15 * seed, 1 + seed], seed),
    ]);
    const { means } = resultTable({ ...named, results });
    expect(means[1]).toMatchObject({ value: 25, deviation: 0 });
  });

  it('has no Δ without reference networks, and no finite one where a reference is zero', () => {
    expect(resultTable({ ...named, results: of('feature-extractor', [60, 0.5]) }).means).toEqual([]);
    const results = [...of('fine-tuning', [0, 0.8]), ...of('feature-extractor', [60, 0.5])];
    expect(resultTable({ ...named, results }).means.map(({ value }) => value)).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('names domain and task where there are several of both', () => {
    const results = of('fine-tuning', [50, 0.8]).flatMap((result) => [
      result,
      { ...result, domain: 'streets' },
    ]);
    const { rows } = resultTable({ ...named, results });
    expect(rows.map(({ domain, task }) => `${domain} ${task}`)).toEqual([
      'rooms edge',
      'streets edge',
      'rooms depth',
      'streets depth',
    ]);
  });
});

it('counts the linear layers in rows of generators’ domains', () => {
  const of = (domain: string, value: number) =>
    taskResult('ftn', {
      rank: 8,
      domain,
      task: 'reconstruction',
      metric: 'PSNR',
      value,
      counts: { convolutions: 40, linears: 10 },
    });
  const { rows, means } = resultTable({ ...named, results: [of('winter', 20), of('spring', 22)] });
  const sizes = { parameters: 1100, multiple: 1.1, bytes: 200, halfBytes: 100 };
  const system = { method: 'ftn', rank: 8, metric: 'PSNR', ...sizes };
  expect(rows).toEqual([
    { ...system, domain: 'winter', value: 20 },
    { ...system, domain: 'spring', value: 22 },
  ]);
  expect(means).toEqual([{ ...system, value: 21 }]);
});

it('lists every metric of every result', () => {
  const metrics = { RMSE: 0.5, relative: 0.1 };
  const result = taskResult('ftn', { rank: 1, task: 'depth', metric: 'RMSE', seed: 3, metrics });
  expect(measuredMetrics([result])).toEqual([{ method: 'ftn', rank: 1, task: 'depth', seed: 3, ...metrics }]);
});
