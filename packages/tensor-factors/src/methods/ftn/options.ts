import {
  choiceOption,
  layerNames,
  type OptionsOf,
  patternOption,
  type ResolvedOptions,
  wholeOption,
} from '../method-options.js';

/** The options of FTN. */
export const ftnOptions = {
  rank: wholeOption('R, the rank-one terms of every ΔW', 1, { from: 1 }),
  modes: choiceOption('three (C_out, C_in, K²) or separable (C_out, C_in, K_h, K_w)', ['three', 'separable']),
  init: choiceOption('zero-output (ΔW = 0 at the start), orthogonal or normal', [
    'zero-output',
    'orthogonal',
    'normal',
  ]),
  layers: patternOption('regular expression on the names of the adapted convolutions', '.*', layerNames),
};

/** Options of FTN as a caller gives them. */
export type FtnOptions = OptionsOf<typeof ftnOptions>;
/** Options of FTN, defaults filled in. */
export type ResolvedFtnOptions = ResolvedOptions<typeof ftnOptions>;
