import { numberOption, type OptionsOf, type ResolvedOptions, wholeOption } from '../method-options.js';

/** The options of TAPS. */
export const tapsOptions = {
  lambda: numberOption('λ, the weight of the mean score in the loss', 1, { from: 0 }),
  warmUp: wholeOption('epochs before that penalty joins the loss', 2, { from: 0 }),
  threshold: numberOption('a layer has a kernel of its own while its score is at least this', 0.1),
  init: numberOption('the score every layer begins with', 0.15),
};

/** Options of TAPS as a caller gives them (Wallingford et al., 2022). */
export type TapsOptions = OptionsOf<typeof tapsOptions>;
/** Options of TAPS, defaults filled in. */
export type ResolvedTapsOptions = ResolvedOptions<typeof tapsOptions>;
