import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from '@ftn/engine';
import { appFile } from '../compose/app-files.js';
import { weightsFile } from '../compose/backbone.js';
import { type ComparisonOptions, publishComparison, trainComparison } from '../compose/comparison.js';
import { runConfig } from '../compose/run-config.js';
import type { StopSignal } from '../compose/stop-signal.js';
import { trainJointBackbone } from '../compose/train-joint-backbone.js';
import { resolveTraining } from '../compose/training-choice.js';
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

/** The joint backbone: the one that ships in miniature, else the one made before, else one trained now. */
async function jointWeights(
  request: ExperimentRequest,
  plan: ComparisonOptions,
  stop: StopSignal,
  terminal: Terminal,
): Promise<string> {
  if (request.mini) return request.weights ?? appFile('assets', 'resnet10-small-joint.safetensors');
  const directory = join(plan.out, 'joint');
  const made = join(directory, 'backbone.safetensors');
  if (request.resume && existsSync(made)) return made;
  const chosen = resolveTraining({
    method: 'fine-tuning',
    recipe: 'domainnet-joint-source',
    options: {},
    set: [],
  });
  const start = { name: plan.recipe.backbone, weights: request.weights };
  weightsFile(start);
  const engine = await startEngine();
  const { workers, resume, command } = request;
  const run = { ...chosen, domains: plan.domains, start, engine, directory, workers, resume };
  const { file } = await trainJointBackbone({ ...run, config: runConfig(chosen, command), stop, terminal });
  return file;
}

/** Six methods over one network that was trained on all domains together. */
export const tableS1: Experiment = {
  title: 'six methods over a jointly trained network, DomainNet, ResNet-34',
  source: 'supplement, section D, table S1',
  data: 'domainnet:FOLDER, and --weights of an ImageNet ResNet-34',
  async run(request, stop, terminal) {
    const plan = await planComparison(name, sizes, request, stop);
    const weights = await jointWeights(request, plan, stop, terminal);
    const { page, ...comparison } = await trainComparison({ ...plan, weights }, terminal);
    const images = plan.domains.reduce((sum, { test }) => sum + test.length, 0) * request.seeds.length;
    const discussion = explainOrder(comparison.table.means, { images, paper: paperOrder });
    await publishComparison(
      { ...comparison, page: { ...page, discussions: [discussion] } },
      { out: plan.out, json: request.json },
      terminal,
    );
  },
};
