import { readAdapterFolder } from '@ftn/adapters/node';
import { renderPruningChart } from '@ftn/report';
import { publishComparison } from '../compose/comparison.js';
import { openAdapter } from '../compose/open-adapter.js';
import { type PrunedAdapter, pruneAdapter } from '../compose/prune-adapter.js';
import { pruningChartOf, pruningLines } from '../compose/pruning-report.js';
import { writeFigure } from '../compose/write-figure.js';
import type { Experiment } from './experiment.js';
import { planComparison } from './plan-comparison.js';
import { trainAdapters } from './trained-adapters.js';

const name = 'figure-s1';

/** Points of a curve; the figure shows about so many markers. */
const thresholds = 10;

/** Accuracy as the factors of layers with a small ‖ΔW‖ are taken out, at the highest rank. */
export const figureS1: Experiment = {
  title: 'accuracy of five domains as layers of small ‖ΔW‖ lose their factors',
  source: 'supplement, section B, figure S1',
  data: 'imagenet-to-sketch:FOLDER',
  async run(request, stop, terminal) {
    const sizes = {
      full: { recipe: 'imagenet-to-sketch' },
      mini: { recipe: 'mini-sketch', data: ['mini-sketch'] },
    };
    const plan = await planComparison(name, sizes, request, stop);
    const ranks = request.ranks ?? [Math.max(...plan.recipe.ranks)];
    const { comparison, adapters } = await trainAdapters({ ...plan, ranks }, terminal);
    const pruned: PrunedAdapter[] = [];
    for (const { folder, data, rank } of adapters) {
      const adapter = await openAdapter(await readAdapterFolder(folder), plan.weights);
      try {
        const label = ranks.length > 1 ? `${data.name} R=${rank}` : data.name;
        const job = { label, folder, adapter, data, split: 'test', thresholds, trials: 0 } as const;
        const { workers, out } = plan;
        pruned.push(await pruneAdapter({ ...job, out, workers, stop }, terminal));
      } finally {
        adapter.dispose();
      }
    }
    const chart = pruningChartOf(pruned);
    await writeFigure(plan.out, name, (options) => renderPruningChart(chart, options));
    const say = (line: string) => (request.json ? terminal.note(line) : terminal.print(line));
    for (const line of pruningLines(pruned)) say(line);
    const page = { ...comparison.page, pruning: [chart] };
    const details = { points: pruned.flatMap(({ rows }) => rows) };
    await publishComparison({ table: comparison.table, page, details }, request, terminal);
  },
};
