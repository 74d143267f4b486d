import type { EngineInfo } from '@ftn/engine';
import {
  adaptGenerator,
  type ComparisonPages,
  comparisonPage,
  departures,
  loadRecipe,
  resultTable,
  type Trained,
} from '@ftn/library/internal';
import { defaultMethod } from '@ftn/tensor-factors';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { showRun } from '../terminal/show-run.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ExperimentRequest } from './experiment.js';
import { planSeasons, type SeasonsExperiment, type SeasonsPlan } from './seasons-plan.js';

/** Generators adapted to every season at every rank, with the table and the page that show them. */
export interface AdaptedSeasons extends ComparisonPages {
  readonly plan: SeasonsPlan;
  readonly engine: EngineInfo;
  /** By rank, then by domain. */
  readonly adapted: readonly Trained[];
}

const method = defaultMethod;

/** Adapts the generator to every season at every rank, each a run of one plan. */
export async function adaptSeasons(
  experiment: SeasonsExperiment,
  request: ExperimentRequest,
  terminal: Terminal,
): Promise<AdaptedSeasons> {
  const plan = planSeasons(experiment, request);
  const { out, runs, jobs, threads, command, workers, mini, signal, discriminator, weights, limit } = request;
  const { resume, allowChange } = request;
  const adapting = adaptGenerator({
    data: plan.data,
    recipe: plan.named,
    set: plan.set,
    method,
    ranks: plan.ranks,
    generator: plan.generator,
    discriminator,
    weights,
    workers,
    limit,
    out,
    runs,
    jobs,
    threads,
    resume,
    allowChange,
    command,
    signal,
  });
  const ran = await showRun(adapting, terminal);
  // What is shown of the seasons needs all of them; those that are finished are kept.
  requireNoneFailed(ran);
  const { adapted, engine } = ran;
  const id = mini ? `${experiment.name}-mini` : experiment.name;
  const network = adapted[0]!.network;
  const { recipe } = plan;
  const domains = adapted
    .filter(({ system }) => system.rank === plan.ranks[0])
    .map(({ domain, reconstruction }) => {
      const set = { length: reconstruction!.images };
      return { sourceName: domain, train: set, test: set };
    });
  const written = loadRecipe(plan.named);
  const found = departures({ recipe, written, systems: [{ method }], domains, options: { limit } });
  // Numbers of another run are not put beside the paper's.
  const paper = found.length === 0 ? recipe : undefined;
  const table = resultTable({
    id,
    engine: engine.name,
    network: network.parameters,
    results: adapted,
    paper,
  });
  const page = comparisonPage({
    recipe,
    departures: found,
    table,
    results: adapted,
    command,
    engine,
    settings: {
      data: plan.data.join(', '),
      generator: network.name,
      'images of each domain': Object.fromEntries(
        adapted.map(({ domain, reconstruction }) => [domain, reconstruction!.images]),
      ),
      'steps taken': Object.fromEntries(
        adapted.map(({ domain, system, reconstruction }) => [
          `${domain} R=${system.rank}`,
          reconstruction!.steps,
        ]),
      ),
    },
    notes: [networkNote(adapted)],
  });
  const { seed, epochs, batchSize, schedule, generator: section } = recipe;
  const run = {
    ...{ command, seed, epochs, batchSize, schedule },
    data: plan.data,
    images: Object.fromEntries(domains.map(({ sourceName, train: { length } }) => [sourceName, length])),
    generator: network.name,
    settings: section,
    departures: found,
  };
  return { plan, engine, adapted, table, page, details: { run } };
}

const n = (value: number | undefined) => (value ?? 0).toLocaleString('en-US');

/** What the generator has, and what a season adds to it. */
function networkNote(adapted: readonly Trained[]): string {
  const [first] = adapted;
  const factors = adapted
    .filter(({ domain }) => domain === first!.domain)
    .map(({ system, counts }) => `${n(counts.convolutions)} at R = ${system.rank}`);
  return `The generator has ${n(first!.network.parameters)} parameters. A season adds factors to its convolutions (${factors.join(', ')}) and ${n(first!.counts.linears)} scalars of linear layers; the images are those that were adapted to, as in the paper.`;
}
