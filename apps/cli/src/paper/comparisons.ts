import { compare, comparisonPages } from '@ftn/library/internal';
import { publishComparison } from '../files/publish.js';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { showRun } from '../terminal/show-run.js';
import type { Experiment, ExperimentAbout } from './experiment.js';
import { planComparison, type Sizes } from './plan-comparison.js';

/** All methods at all ranks on one benchmark. */
function comparison(name: string, sizes: Sizes, about: ExperimentAbout): Experiment {
  return {
    ...about,
    async run(request, terminal) {
      const { id, options } = planComparison(name, sizes, request);
      const found = await showRun(compare(options), terminal);
      const { command, out, json } = request;
      const pages = comparisonPages(found, { id, command });
      await publishComparison(pages, { out, json }, terminal);
      requireNoneFailed(found);
      return pages;
    },
  };
}

export const imagenetToSketch = comparison(
  'imagenet-to-sketch',
  {
    full: { recipe: 'imagenet-to-sketch' },
    mini: { recipe: 'mini-sketch', data: ['mini-sketch'] },
  },
  {
    title: 'every method on the five data sets of ImageNet-to-Sketch, ResNet-50',
    source: 'supplement, section A.1',
    data: 'imagenet-to-sketch:FOLDER, the prepared sets (docs/data.md)',
    kind: 'imagenet-to-sketch',
    backbone: 'resnet50',
    compares: 'methods',
  },
);

export const domainnet = comparison(
  'domainnet',
  {
    full: { recipe: 'domainnet' },
    mini: { recipe: 'mini-domains', data: ['mini-domains'] },
  },
  {
    title: 'every method on the six domains of DomainNet, ResNet-34',
    source: 'supplement, section A.2',
    data: 'domainnet:FOLDER (docs/data.md)',
    kind: 'domainnet',
    backbone: 'resnet34',
    compares: 'methods',
  },
);

export const nyud = comparison(
  'nyud',
  {
    full: { recipe: 'nyud' },
    mini: { recipe: 'mini-rooms', data: ['mini-rooms'] },
  },
  {
    title: 'four dense tasks of NYUD over one ResNet-18 with DeepLabv3+ decoders',
    source: 'supplement, section A.3',
    data: 'nyud:ROOT (docs/data.md), and --weights of an ImageNet ResNet-18',
    kind: 'nyud',
    backbone: 'resnet18',
    compares: 'methods',
  },
);
