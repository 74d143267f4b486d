import type { ResidualBlock } from '@ftn/layers';
import { type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import type { BlockPlan } from '../../layers/block-policy.js';
import type { Method } from '../method.js';
import { defineMethod, makeMethod } from '../method-definition.js';
import { resolveOptions } from '../method-options.js';
import { expectShape, takeStored } from '../stored-layer.js';
import { type AdaShareOptions, adaShareOptions, type ResolvedAdaShareOptions } from './options.js';
import { SelectOrSkip } from './select-or-skip.js';

/** Both logits of every block at the start: selecting and skipping are equally likely. */
const initialLogit = 0.5;

function plan({ name }: ResidualBlock): BlockPlan {
  return {
    create() {
      const logits = tensor1d([initialLogit, initialLogit]);
      const policy = new SelectOrSkip(logits);
      logits.dispose();
      return policy;
    },
    restore(stored) {
      const decided = stored.has('selected');
      const tensors = takeStored(name, stored, decided ? ['logits', 'selected'] : ['logits']);
      expectShape(name, 'logits', tensors.get('logits')!, [2]);
      if (decided) expectShape(name, 'selected', tensors.get('selected')!, [1]);
      const decision = decided ? tensors.get('selected')!.dataSync()[0] === 1 : null;
      return new SelectOrSkip(tensors.get('logits') as Tensor1D, decision);
    },
  };
}

export const adaShareMethod = defineMethod({
  name: 'adashare',
  title: 'AdaShare',
  summary: 'one network for all domains, each of which skips the residual blocks it can do without',
  options: adaShareOptions,
  together: { trainer: 'block-policies', phases: ['warm-up', 'policy', 'retrain'] },
  create: () => ({
    convolution: () => null,
    block: plan,
    ownsBatchNorm: () => true,
    usesShared: true,
    traits: { startsAtBase: true },
  }),
});

/**
 * AdaShare (Sun et al., 2020): one network trained for all domains together, each of which selects or skips every
 * residual block by a learned policy; batch norms and head of the domain's own. What a domain adds to the network is
 * its policy, so it is trained by `trainAdaShare`, not alone.
 */
export const adaShare = (options: AdaShareOptions = {}): Method => makeMethod(adaShareMethod, options);

/**
 * Every option of AdaShare, given or by default.
 * @throws UsageError for an invalid value
 */
export const resolveAdaShareOptions = (options: AdaShareOptions = {}): ResolvedAdaShareOptions =>
  resolveOptions(adaShareMethod, options);
