import {
  compare,
  comparedRecipe,
  comparisonPages,
  type PrunedAdapter,
  prune,
  pruningChartOf,
} from '@ftn/library/internal';
import { renderPruningChart } from '@ftn/report';
import { publishComparison } from '../files/publish.js';
import { writeFigure } from '../files/write-figure.js';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { pruningLines } from '../terminal/pruning-lines.js';
import { showRun } from '../terminal/show-run.js';
import { type Experiment, headingOf } from './experiment.js';
import { planComparison } from './plan-comparison.js';
import { figureMethods } from './ranked-methods.js';

const name = 'figure-s1';

const title = 'accuracy of five domains as layers of small ‖ΔW‖ lose their factors';

/** Points of a curve, about as many as the figure shows markers. */
const thresholds = 10;

/** Accuracy as the factors of layers with a small ‖ΔW‖ are taken out, at the highest rank. */
export const figureS1: Experiment = {
  title,
  source: 'supplement, section B, figure S1',
  data: 'imagenet-to-sketch:FOLDER',
  kind: 'imagenet-to-sketch',
  backbone: 'resnet50',
  compares: 'ranks',
  async run(request, terminal) {
    const sizes = {
      full: { recipe: 'imagenet-to-sketch' },
      mini: { recipe: 'mini-sketch', data: ['mini-sketch'] },
    };
    const { id, options } = planComparison(name, sizes, request);
    const ranks = request.ranks ?? [Math.max(...comparedRecipe(options).ranks)];
    const methods = figureMethods(name, request.methods);
    const found = await showRun(compare({ ...options, methods, ranks }), terminal);
    const { weights, workers, out, signal } = request;
    const folders = found.adapters.map(({ folder }) => folder);
    const run = prune({ adapters: folders, weights, workers, thresholds, split: 'test', signal });
    const pruned: readonly PrunedAdapter[] = await showRun(run, terminal);
    const chart = pruningChartOf(pruned);
    await writeFigure(out, name, (how) => renderPruningChart(chart, how));
    for (const line of pruningLines(pruned)) terminal.tell(line, request.json);
    const {
      table,
      page,
      details: { run: record } = {},
    } = comparisonPages(found, { id, command: request.command });
    const details = { points: pruned.flatMap(({ rows }) => rows) };
    const pages = {
      table,
      page: { ...page, title: headingOf({ title }, request.mini), pruning: [chart] },
      details: { run: record, ...details },
    };
    await publishComparison(pages, request, terminal);
    requireNoneFailed(found);
    return pages;
  },
};
