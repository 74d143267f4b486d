import { renderHeatMap } from '@ftn/report';
import { publishComparison } from '../compose/comparison.js';
import { type MeasuredAdapter, mapLines, measureNorms, normRows } from '../compose/measured-norms.js';
import { normMaps } from '../compose/norm-maps.js';
import { writeFigure } from '../compose/write-figure.js';
import type { Experiment } from './experiment.js';
import { planComparison, type Sizes } from './plan-comparison.js';
import { trainAdapters } from './trained-adapters.js';

/** What a figure of norms is drawn from. */
interface NormFigure extends Pick<Experiment, 'title' | 'source' | 'data'> {
  readonly sizes: Sizes;
  /** Whether it has a column for every rank of one domain; else one for every domain at the highest rank. */
  readonly everyRank: boolean;
}

/** Trains the adapters and draws ‖ΔW‖ of every layer, each adapter from 0 to 1. */
function normFigure(name: string, { title, source, data, sizes, everyRank }: NormFigure): Experiment {
  return {
    title,
    source,
    data,
    async run(request, stop, terminal) {
      const plan = await planComparison(name, sizes, request, stop);
      const ranks = request.ranks ?? (everyRank ? plan.recipe.ranks : [Math.max(...plan.recipe.ranks)]);
      const { comparison, adapters } = await trainAdapters({ ...plan, ranks }, terminal);
      const measured: MeasuredAdapter[] = [];
      for (const { folder } of adapters) measured.push(await measureNorms(folder, plan.weights));
      const maps = normMaps(measured, 'range');
      for (const [i, { map }] of maps.entries()) {
        const file = maps.length > 1 ? `${name}-${i + 1}` : name;
        await writeFigure(plan.out, file, (options) => renderHeatMap(map, options));
      }
      const say = (line: string) => (request.json ? terminal.note(line) : terminal.print(line));
      for (const map of maps) for (const line of [...mapLines(map), '']) say(line);
      const norms = measured.flatMap((adapter) => normRows(adapter, 'range'));
      const page = { ...comparison.page, heatMaps: maps.map(({ map }) => map) };
      await publishComparison({ table: comparison.table, page, details: { norms } }, request, terminal);
    },
  };
}

const sketch = (mini: string): Sizes => ({
  full: { recipe: 'imagenet-to-sketch' },
  mini: { recipe: 'mini-sketch', data: [mini] },
});

export const figureS2 = normFigure('figure-s2', {
  title: 'where FTN changes the network, by domain of ImageNet-to-Sketch, R = 50',
  source: 'supplement, section C, figure S2',
  data: 'imagenet-to-sketch:FOLDER',
  sizes: sketch('mini-sketch'),
  everyRank: false,
});

export const figureS3 = normFigure('figure-s3', {
  title: 'where FTN changes the network, by rank on WikiArt',
  source: 'supplement, section C, figure S3',
  data: 'imagenet-to-sketch:FOLDER/wikiart',
  sizes: sketch('mini-sketch/artists'),
  everyRank: true,
});

export const figureS4 = normFigure('figure-s4', {
  title: 'where FTN changes the network, by domain of DomainNet, R = 40',
  source: 'supplement, section C, figure S4',
  data: 'domainnet:FOLDER',
  sizes: { full: { recipe: 'domainnet' }, mini: { recipe: 'mini-domains', data: ['mini-domains'] } },
  everyRank: false,
});
