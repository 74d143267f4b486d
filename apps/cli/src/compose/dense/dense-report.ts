import type { EngineInfo } from '@ftn/engine';
import type { ComparisonReport, CurveChart, ImageGrid } from '@ftn/report';
import type { DenseRecipe, System } from '@ftn/training';
import { ratesOf } from '../comparison-report.js';
import { displayNames } from '../display-names.js';
import type { ComparisonTable } from '../result-table.js';
import type { DenseData } from './dense-data.js';
import type { DenseResult } from './dense-rows.js';

/** The training loss of every system on one task, first seed, by epoch. */
function lossCurves(
  task: string,
  results: readonly DenseResult[],
  labelOf: (system: System) => string,
): CurveChart {
  const [first] = results;
  const shown = results.filter(
    ({ task: { name }, seed, losses }) => name === task && seed === first!.seed && losses.length > 0,
  );
  return {
    title: `Training loss of ${displayNames[task] ?? task}`,
    xLabel: 'epoch',
    yLabel: 'mean weighted loss',
    curves: shown.map(({ system, losses }) => ({
      label: labelOf(system),
      points: losses.map((y, epoch) => ({ x: epoch + 1, y })),
    })),
  };
}

const decimal = (n: number) => n.toLocaleString('en-US');

/** Everything the page of a comparison on dense tasks shows. */
export function denseReport(input: {
  readonly recipe: DenseRecipe;
  readonly tasks: readonly string[];
  readonly table: ComparisonTable;
  readonly results: readonly DenseResult[];
  readonly images: readonly ImageGrid[];
  readonly data: DenseData;
  readonly spec: string;
  readonly engine: EngineInfo;
  readonly command: string;
  readonly labelOf: (system: System) => string;
}): ComparisonReport {
  const { recipe, tasks, table, results, data, engine } = input;
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  const [first] = results;
  const heads = results.filter(({ system, seed }) => system === first!.system && seed === first!.seed);
  const decoders = heads.map(
    ({ task, counts }) => `${displayNames[task.name] ?? task.name} ${decimal(counts.head)}`,
  );
  return {
    title: recipe.title,
    description: recipe.source,
    table: { id: table.id, engine: table.engine, rows: [...table.rows, ...table.means] },
    images: [...input.images],
    curves: tasks.map((task) => lossCurves(task, results, input.labelOf)),
    samples: [],
    settings: {
      command: input.command,
      data: input.spec,
      images: `${data.train.length} for training, ${data.test.length} for testing`,
      maps: { ...data.train.origins },
      backbone: `${recipe.backbone} at output stride ${recipe.outputStride}`,
      decoder: { ...recipe.decoder },
      size: recipe.input.size.join(' × '),
      transforms: { ...recipe.transforms },
      'loss weights': recipe.protocol,
      epochs: recipe.epochs,
      'batch size': recipe.batchSize,
      schedule: recipe.schedule.kind,
      seeds: seeds.join(', '),
      'learning rates': ratesOf(results),
      ...recipe.choices,
      engine: `${engine.name}, ${engine.threads} threads`,
    },
    notes: [
      'Δ is the mean relative gain over fine-tuning, which has a network of its own for each task; above zero is better.',
      'The metrics are those of all test images after the last epoch: mIoU over all classes, the mean angle of normals, RMSE of depth in metres over all pixels, odsF of edges.',
      `Parameters are those of the whole system for all these tasks: the shared network once where tasks run on it, and what each task adds to convolutions and batch norms. Decoders are apart and alike in every system: ${decoders.join(', ')}.`,
    ],
    names: displayNames,
  };
}
