import { numberOption, type OptionsOf, type ResolvedOptions, wholeOption } from '../method-options.js';

/** The options of AdaShare; the defaults are the weights, speeds and numbers of the DomainNet experiment. */
export const adaShareOptions = {
  sparsity: numberOption('weight of the loss on selecting blocks', 0.01, { from: 0 }),
  sharing: numberOption('weight of the loss on selecting other blocks than other domains', 0.1, { from: 0 }),
  temperature: numberOption('of the Gumbel softmax at the start', 5, { above: 0 }),
  cooling: numberOption('what the temperature is multiplied by after every round', 0.965, {
    above: 0,
    to: 1,
  }),
  curriculum: wholeOption(
    'rounds for each further block whose policy is learned, the last first; 0: all at once',
    1,
    { from: 0 },
  ),
  policies: wholeOption('drawn from the learned one and trained anew; the best on validation is kept', 8, {
    from: 1,
  }),
};

/** Options of AdaShare as a caller gives them (Sun et al., 2020). */
export type AdaShareOptions = OptionsOf<typeof adaShareOptions>;
/** Options of AdaShare, defaults filled in. */
export type ResolvedAdaShareOptions = ResolvedOptions<typeof adaShareOptions>;
