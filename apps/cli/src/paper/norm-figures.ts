import {
  type AdapterNorms,
  compare,
  comparedRecipe,
  comparisonPages,
  normMaps,
  normRows,
  norms,
} from '@ftn/library/internal';
import { renderHeatMap } from '@ftn/report';
import { publishComparison } from '../files/publish.js';
import { writeFigure } from '../files/write-figure.js';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { mapLines } from '../terminal/map-lines.js';
import { showRun } from '../terminal/show-run.js';
import { type Experiment, type ExperimentAbout, headingOf } from './experiment.js';
import { planComparison, type Sizes } from './plan-comparison.js';
import { figureMethods } from './ranked-methods.js';

/** The data of a figure of norms. */
interface NormFigure extends ExperimentAbout {
  readonly sizes: Sizes;
  /** Whether it has a column for every rank of one domain; else one for every domain at the highest rank. */
  readonly everyRank: boolean;
}

/** Trains the adapters and draws ‖ΔW‖ of every layer, each adapter from 0 to 1. */
function normFigure(name: string, { sizes, everyRank, ...about }: NormFigure): Experiment {
  return {
    ...about,
    async run(request, terminal) {
      const { id, options } = planComparison(name, sizes, request);
      const { ranks: all } = comparedRecipe(options);
      const ranks = request.ranks ?? (everyRank ? all : [Math.max(...all)]);
      const methods = figureMethods(name, request.methods);
      const found = await showRun(compare({ ...options, methods, ranks }), terminal);
      const measured: AdapterNorms[] = await norms({
        adapters: found.adapters.map(({ folder }) => folder),
        weights: request.weights,
      });
      const maps = normMaps(measured, 'range');
      for (const [i, { map }] of maps.entries()) {
        const file = maps.length > 1 ? `${name}-${i + 1}` : name;
        await writeFigure(request.out, file, (how) => renderHeatMap(map, how));
      }
      for (const map of maps) for (const line of [...mapLines(map), '']) terminal.tell(line, request.json);
      const rows = measured.flatMap((adapter) => normRows(adapter, 'range'));
      const {
        table,
        page,
        details: { run: record } = {},
      } = comparisonPages(found, { id, command: request.command });
      const pages = {
        table,
        page: { ...page, title: headingOf(about, request.mini), heatMaps: maps.map(({ map }) => map) },
        details: { run: record, norms: rows },
      };
      await publishComparison(pages, request, terminal);
      requireNoneFailed(found);
      return pages;
    },
  };
}

const sketch = (mini: string): Sizes => ({
  full: { recipe: 'imagenet-to-sketch' },
  mini: { recipe: 'mini-sketch', data: [mini] },
});

export const figureS2 = normFigure('figure-s2', {
  title: 'where FTN changes the network, by domain of ImageNet-to-Sketch',
  ranks: 'R = 50',
  source: 'supplement, section C, figure S2',
  data: 'imagenet-to-sketch:FOLDER',
  kind: 'imagenet-to-sketch',
  backbone: 'resnet50',
  compares: 'ranks',
  sizes: sketch('mini-sketch'),
  everyRank: false,
});

export const figureS3 = normFigure('figure-s3', {
  title: 'where FTN changes the network, by rank on WikiArt',
  source: 'supplement, section C, figure S3',
  data: 'imagenet-to-sketch:FOLDER/wikiart',
  kind: 'imagenet-to-sketch',
  subset: 'wikiart',
  backbone: 'resnet50',
  compares: 'ranks',
  sizes: sketch('mini-sketch/artists'),
  everyRank: true,
});

export const figureS4 = normFigure('figure-s4', {
  title: 'where FTN changes the network, by domain of DomainNet',
  ranks: 'R = 40',
  source: 'supplement, section C, figure S4',
  data: 'domainnet:FOLDER',
  kind: 'domainnet',
  backbone: 'resnet34',
  compares: 'ranks',
  sizes: { full: { recipe: 'domainnet' }, mini: { recipe: 'mini-domains', data: ['mini-domains'] } },
  everyRank: false,
});
