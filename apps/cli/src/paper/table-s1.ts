import { join } from 'node:path';
import {
  type CompareOptions,
  compare,
  comparedData,
  comparedRecipe,
  comparisonPages,
  packageFile,
  trainBackbone,
} from '@ftn/library/internal';
import { publishComparison } from '../files/publish.js';
import { showRun } from '../terminal/show-run.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Experiment, ExperimentRequest } from './experiment.js';
import { explainOrder } from './explain-order.js';
import { planComparison } from './plan-comparison.js';

const name = 'table-s1';

const sizes = {
  full: { recipe: 'table-s1' },
  mini: { recipe: 'table-s1-mini', data: ['mini-domains'] },
};

const paperOrder =
  'The paper has fine-tuning (68.29) first, then FC and BN only (67.15), FTN R=1 (67.11), TAPS (66.84), AdaShare (62.88) and the feature extractor (61.87), on DomainNet with ResNet-34.';

/** The joint backbone: the one that ships in miniature, else one that is trained, or was before. */
async function jointWeights(
  request: ExperimentRequest,
  options: CompareOptions,
  terminal: Terminal,
): Promise<string> {
  if (request.mini) return request.weights ?? packageFile('assets', 'resnet10-small-joint.safetensors');
  const directory = join(request.out, 'joint');
  const { weights, workers, resume, allowChange, command, signal } = request;
  const recipe = comparedRecipe(options);
  const run = trainBackbone({
    data: await comparedData(options, recipe),
    recipe: 'domainnet-joint-source',
    backbone: recipe.backbone,
    weights,
    out: directory,
    workers,
    resume,
    allowChange,
    command,
    signal,
  });
  return (await showRun(run, terminal)).file;
}

/** Six methods over one network that was trained on all domains together. */
export const tableS1: Experiment = {
  title: 'six methods over a jointly trained network, DomainNet, ResNet-34',
  source: 'supplement, section D, table S1',
  data: 'domainnet:FOLDER, and --weights of an ImageNet ResNet-34',
  async run(request, terminal) {
    const { id, options } = planComparison(name, sizes, request);
    const weights = await jointWeights(request, options, terminal);
    const found = await showRun(compare({ ...options, weights }), terminal);
    const images = found.domains.reduce((sum, { test }) => sum + test.length, 0) * request.seeds.length;
    const { table, page, details } = comparisonPages(found, { id, command: request.command });
    const discussion = explainOrder(table.means, { images, paper: paperOrder });
    const pages = { table, page: { ...page, discussions: [discussion] }, details };
    await publishComparison(pages, request, terminal);
  },
};
