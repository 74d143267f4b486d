import type { EngineInfo } from '@ftn/engine';
import { type Metric, metricOf } from '@ftn/metrics';
import type { ComparisonReport, ImageGrid, SampleGroup } from '@ftn/report';
import { type PolicyTable, type Recipe, type System, scoreOf, type TaskResult } from '@ftn/training';
import { keepOf } from '../recipes/kept-epoch.js';
import type { LearningFields } from '../train/learning-settings.js';
import { type AdaptedShare, adaptedLines } from './adapted-shares.js';
import { classResults } from './class-results.js';
import { displayName, displayNames, shownSystem } from './display-names.js';
import { failureFigures } from './evaluation/failure-figures.js';
import { lossCurves, validationCurves } from './loss-curves.js';
import { type AdapterNorms, chosenMaps, normMaps } from './norm-maps.js';
import { placesOf } from './place.js';
import type { ComparisonTable } from './result-table.js';
import { methodSettings, ratesOf, scheduleLine, trainingSettings } from './settings.js';
import { summaryOf } from './summary.js';

/** What a system that selects residual blocks decided. */
interface SystemPolicy {
  readonly system: Pick<System, 'method' | 'rank' | 'variant'>;
  readonly policy: PolicyTable;
}

/** What the page of a comparison shows; what is left out has no place on it. */
export interface PageInput {
  readonly recipe: Pick<Recipe, 'title' | 'source' | 'epochs' | 'batchSize' | 'schedule' | 'choices'> &
    Partial<Pick<Recipe, 'paper' | 'maxGradNorm' | 'keep' | 'earlyStopping'>> &
    LearningFields;
  readonly table: ComparisonTable;
  readonly results: readonly TaskResult[];
  readonly command: string;
  readonly engine: EngineInfo;
  /** What is to be said of data and network, by name: `dataSettings`, `networkSettings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The classes of a domain, for the accuracy on each. */
  readonly classesOf?: ((domain: string) => readonly string[]) | undefined;
  readonly policies?: readonly SystemPolicy[] | undefined;
  readonly adapted?: readonly AdaptedShare[] | undefined;
  /** Test images with what is predicted of them. */
  readonly samples?: readonly SampleGroup[] | undefined;
  readonly images?: readonly ImageGrid[] | undefined;
  /** ‖ΔW‖ in every layer of the low-rank systems, first seed. */
  readonly norms?: readonly AdapterNorms[] | undefined;
  /** The network that was adapted, for the page's first lines; without it they are left out. */
  readonly network?: string | undefined;
  /** What else a reader should know. */
  readonly notes?: readonly string[] | undefined;
  /** In what the run departs from the recipe it is named after, one a line. */
  readonly departures?: readonly string[] | undefined;
}

/** What a metric measures, where its name does not say. */
const meanings: Readonly<Record<string, string>> = {
  accuracy: 'top-1 accuracy',
  mIoU: 'mIoU over all classes',
  mErr: 'the mean angle of normals',
  RMSE: 'RMSE of depth over all pixels',
  odsF: 'odsF of edges',
  PSNR: 'PSNR, the mean over images of each one’s, between bytes (peak 255)',
};

const described = ({ name, label, unit, better }: Metric) =>
  `${meanings[name] ?? label}${unit === '' ? '' : ` in ${unit}`}${better === 'lower' ? ' (lower is better)' : ''}`;

/** What the numbers of the table are. */
function tableNotes(results: readonly TaskResult[], means: ComparisonTable['means']): string[] {
  const { byTask, overall } = placesOf(results);
  const metrics = [...new Set(results.map(({ metric }) => metric))].map((name) => described(metricOf(name)));
  const first = results[0];
  const heads = results
    .filter(({ system, seed, domain }) => {
      return (
        shownSystem(system) === shownSystem(first!.system) && seed === first!.seed && domain === first!.domain
      );
    })
    .map(({ task, counts }) => `${displayName(task)} ${(counts.head ?? 0).toLocaleString('en-US')}`);
  const what = byTask ? 'tasks' : 'domains';
  const gain =
    overall === 'delta'
      ? 'Δ is the mean relative gain over fine-tuning, which has a network of its own for each task; above zero is better.'
      : 'The mean over domains is unweighted.';
  return [
    ...(means.length > 0 ? [gain] : []),
    `Measured on all test images: ${metrics.join(', ')}.`,
    `Parameters are those of the whole system for all these ${what}: the shared network once where ${what} run on it, and what each adds to convolutions, batch norms and linear layers.`,
    ...(byTask ? [`Decoders are apart and alike in every system: ${heads.join(', ')}.`] : []),
    ...(!byTask && heads.length > 0 && first!.counts.head ? ['Classifiers are apart.'] : []),
  ];
}

/** What stands above everything else where a run is not what the page is named after. */
function noticeOf(departures: readonly string[], { paper }: Partial<Pick<Recipe, 'paper'>>) {
  if (departures.length === 0) return {};
  const apart = Object.keys(paper ?? {}).length > 0;
  const without = 'The paper’s numbers are of the recipe as it is written and are left out.';
  return {
    notice: {
      title: 'This run departs from the recipe it is named after',
      lines: [...departures, ...(apart ? [without] : [])],
    },
  };
}

/** Results that are no numbers, each by name. */
function missing(results: readonly TaskResult[]): string[] {
  const names = results
    .filter((result) => !Number.isFinite(scoreOf(result)))
    .map(({ system, domain, task, seed }) => `${shownSystem(system)} on ${domain} (${task}, seed ${seed})`);
  return names.length === 0 ? [] : [`No number was reached by ${names.join('; ')}.`];
}

/** Settings of several names, where there are some. */
const filled = (name: string, settings: object) =>
  Object.keys(settings).length === 0 ? {} : { [name]: settings };

/** Everything the page of a comparison shows, whatever is compared. */
export function comparisonPage(input: PageInput): ComparisonReport {
  const { recipe, table, results, engine, classesOf, norms = [], policies = [], adapted = [] } = input;
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  return {
    title: recipe.title,
    description: recipe.source,
    ...(input.network === undefined || results.length === 0
      ? {}
      : { summary: summaryOf({ network: input.network, table, seeds: seeds.length }) }),
    ...noticeOf(input.departures ?? [], recipe),
    table: { id: table.id, engine: table.engine, rows: [...table.rows, ...table.means] },
    curves: [...lossCurves(results), ...validationCurves(results)],
    heatMaps: chosenMaps(normMaps(norms, 'range')).map(({ map }) => map),
    policies: policies.map(({ system, policy: { blocks, domains, selected, probabilities } }) => ({
      title: `${shownSystem(system)}: the blocks each domain runs`,
      blocks,
      domains,
      selected,
      probabilities,
    })),
    classes: classesOf ? classResults(results, classesOf) : [],
    ...(classesOf ? failureFigures(results, classesOf) : {}),
    samples: input.samples ?? [],
    images: input.images ?? [],
    settings: {
      command: input.command,
      ...input.settings,
      epochs: recipe.epochs,
      'batch size': recipe.batchSize,
      schedule: scheduleLine(recipe.schedule),
      ...trainingSettings(recipe),
      'epoch kept': keepOf(recipe) === 'best' ? 'the best on validation images' : 'the last',
      seeds: seeds.join(', '),
      'learning rates': ratesOf(results),
      ...filled('methods', methodSettings(results)),
      // Apart from the settings: they say why the recipe is as it is, and no number that may be set.
      ...filled('choices', recipe.choices),
      engine: `${engine.name}, ${engine.threads} threads`,
    },
    notes: [
      ...adaptedLines(adapted),
      ...(input.notes ?? []),
      ...missing(results),
      ...tableNotes(results, table.means),
    ],
    names: displayNames(),
  };
}
