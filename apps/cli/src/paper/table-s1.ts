import {
  comparedRecipe,
  compareOver,
  comparisonPages,
  keepOf,
  prepareComparison,
} from '@ftn/library/internal';
import { wholeNetworkMethod } from '@ftn/tensor-factors';
import { publishComparison } from '../files/publish.js';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { showRun } from '../terminal/show-run.js';
import type { Experiment } from './experiment.js';
import { explainOrder } from './explain-order.js';
import { comparedAssignments, type JointNetwork, jointNetwork, requireJointRecipe } from './joint-network.js';
import { planComparison } from './plan-comparison.js';

const name = 'table-s1';

const sizes = {
  full: { recipe: 'table-s1' },
  mini: { recipe: 'table-s1-mini', data: ['mini-domains'] },
};

const paperOrder =
  'The paper has fine-tuning (68.29) first, then FC and BN only (67.15), FTN R=1 (67.11), TAPS (66.84), AdaShare (62.88) and the feature extractor (61.87), on DomainNet with ResNet-34.';

/** What a page says of the network that everything starts from. */
function jointSettings({ trained }: JointNetwork): Record<string, unknown> {
  if (!trained) return {};
  const { epochs, batchSize, schedule, input, seed, methods } = trained.recipe;
  const reached = trained.results.map(({ domain, metric, metrics }) => [
    domain,
    `${metric} ${metrics[metric]!.toFixed(2)}`,
  ]);
  return {
    'joint network': {
      epochs,
      'images of every domain in a step': batchSize,
      schedule: schedule.kind,
      size: input.size,
      'epoch kept': keepOf(trained.recipe),
      seed,
      optimizers: methods[wholeNetworkMethod]?.optimizers,
      'with the heads it had': Object.fromEntries(reached),
    },
  };
}

/** Six methods over one network that was trained on all domains together. */
export const tableS1: Experiment = {
  title: 'six methods over a jointly trained network, DomainNet, ResNet-34',
  source: 'supplement, section D, table S1',
  data: 'domainnet:FOLDER, and --weights of an ImageNet ResNet-34',
  kind: 'domainnet',
  backbone: 'resnet34',
  compares: 'methods',
  async run(request, terminal) {
    const { mini, seeds, command } = request;
    const set = mini ? request.set : comparedAssignments(request.set);
    const { id, options } = planComparison(name, sizes, { ...request, set });
    // Everything that either stage refuses is refused before the first step of the first.
    requireJointRecipe(request, comparedRecipe(options).backbone);
    const prepared = await prepareComparison(options);
    const joint = await jointNetwork(request, prepared, terminal);
    const stages = joint.trained ? [joint.trained.cell] : [];
    const ran = await showRun(compareOver(stages, { ...options, weights: joint.weights }), terminal);
    const of = (joint.trained?.departures ?? []).map((line) => `joint network: ${line}`);
    const found = { ...ran, departures: [...ran.departures, ...of] };
    const images = found.domains.reduce((sum, { test }) => sum + test.length, 0) * seeds.length;
    const { table, page, details } = comparisonPages(found, { id, command });
    const paper = found.departures.length === 0 ? { paper: paperOrder } : {};
    const discussion = explainOrder(table.means, { images, ...paper });
    const settings = { ...page.settings, ...jointSettings(joint) };
    const own = joint.trained ? { joint: joint.trained.results } : {};
    const pages = {
      table,
      page: { ...page, settings, discussions: [discussion] },
      details: { ...details, ...own },
    };
    await publishComparison(pages, request, terminal);
    requireNoneFailed(found);
    return pages;
  },
};
