import { UsageError } from '@ftn/errors';
import { publishComparison } from '../compose/comparison.js';
import { trainDenseComparison } from '../compose/dense/dense-comparison.js';
import { loadDenseRecipe } from '../compose/dense/dense-recipes.js';
import { openDenseData } from '../compose/dense/dense-words.js';
import type { Experiment, ExperimentRequest } from './experiment.js';

const name = 'nyud';

/** The recipe of the asked size and the word for its data; UsageError where the real data was not given. */
function chooseSize({ mini, data }: ExperimentRequest): { recipe: string; spec: string } {
  const [spec, ...more] = data;
  if (mini && spec === undefined) return { recipe: 'mini-rooms', spec: 'mini-rooms' };
  if (mini) {
    throw new UsageError('--mini and --data exclude each other', {
      hint: '--mini draws its own images; leave one of them out.',
    });
  }
  if (spec !== undefined && more.length === 0) return { recipe: name, spec };
  throw new UsageError(`'ftn reproduce ${name}' needs the data`, {
    expected: '--data nyud:ROOT, and --weights FILE of an ImageNet ResNet-18',
    hint: `'ftn reproduce ${name} --mini' runs it on made-up data.`,
  });
}

/** Four tasks of dense prediction over one network: edges, segmentation, normals and depth. */
export const nyud: Experiment = {
  title: 'four dense tasks of NYUD over one ResNet-18 with DeepLabv3+ decoders',
  source: 'supplement, section A.3',
  data: 'nyud:ROOT (docs/data.md), and --weights of an ImageNet ResNet-18',
  async run(request, stop, terminal) {
    const { recipe: recipeName, spec } = chooseSize(request);
    const recipe = loadDenseRecipe(recipeName, request.set);
    const { tasks, input } = recipe;
    const { mini, weights, methods, ranks, seeds, tune, workers, out, resume, command, json } = request;
    const data = await openDenseData(spec, { ...recipe, size: input.size });
    const comparison = await trainDenseComparison(
      {
        id: mini ? `${name}-mini` : name,
        recipe,
        tasks,
        data,
        spec,
        weights,
        ...(methods ? { methods } : {}),
        ...(ranks ? { ranks } : {}),
        seeds,
        tune,
        workers,
        out,
        keepRuns: !mini || resume,
        resume,
        command,
        stop,
      },
      terminal,
    );
    await publishComparison(comparison, { out, json }, terminal);
  },
};
