import { compare } from '../compose/comparison.js';
import type { Experiment } from './experiment.js';
import { planComparison, type Sizes } from './plan-comparison.js';

/** All methods at all ranks on one benchmark. */
function comparison(name: string, sizes: Sizes, about: Omit<Experiment, 'run'>): Experiment {
  return {
    ...about,
    async run(request, stop, terminal) {
      const plan = await planComparison(name, sizes, request, stop);
      await compare({ ...plan, json: request.json }, terminal);
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
  },
);
