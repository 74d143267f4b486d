import {
  choiceOption,
  layerNames,
  type MethodOption,
  type OptionsOf,
  patternOption,
  type ResolvedOptions,
} from '../method-options.js';
import { parseLayerRanks } from './layer-ranks.js';

/** A rank of all layers, or ranks by patterns of their names; layers that no pattern fits keep the shared kernel. */
function layerRanksOption(meaning: string, initial: number): MethodOption<number | string> {
  const accepts = (value: unknown) =>
    typeof value === 'string'
      ? parseLayerRanks(value) !== null
      : typeof value === 'number' && Number.isInteger(value) && value >= 1;
  return {
    meaning,
    default: initial,
    expected: 'a whole number from 1, or ranks by layer such as layer4=8,*=2',
    accepts,
    patterns: (value) => (typeof value === 'string' ? (parseLayerRanks(value) ?? []) : []),
  };
}

/** The options of FTN. */
export const ftnOptions = {
  rank: layerRanksOption('R, the rank-one terms of every ΔW', 1),
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
