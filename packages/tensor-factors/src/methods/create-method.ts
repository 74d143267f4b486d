import { suggest, UsageError } from '@ftn/errors';
import { adaShare } from './adashare/method.js';
import { fcAndBnOnly } from './fc-and-bn-only/method.js';
import { featureExtractor } from './feature-extractor/method.js';
import { fineTuning } from './fine-tuning/method.js';
import { ftn } from './ftn/method.js';
import type { FtnOptions } from './ftn/options.js';
import type { Method, MethodOptions } from './method.js';
import { taps } from './taps/method.js';

interface MethodEntry {
  /** One line for `ftn list methods`. */
  readonly summary: string;
  /** The options it takes, with what they mean. */
  readonly options: Readonly<Record<string, string>>;
  /** The phases its training is defined by, in order, where a recipe gives each epochs and optimizers of its own. */
  readonly phases?: readonly string[];
  create(options: MethodOptions): Method;
}

/** The compared systems by name. Nothing outside this table asks which method it has. */
export const methods = {
  'feature-extractor': {
    summary: 'the frozen network with a new head',
    options: {},
    create: featureExtractor,
  },
  'fc-and-bn-only': {
    summary: 'shared convolutions, batch norms and head of the domain',
    options: {},
    create: fcAndBnOnly,
  },
  ftn: {
    summary: 'low-rank CP factors on every convolution, batch norms and head of the domain',
    options: {
      rank: 'rank-one terms of every ΔW',
      modes: 'three (C_out, C_in, K²) or separable (C_out, C_in, K_h, K_w)',
      init: 'zero-output (ΔW = 0 at the start), orthogonal or normal',
      layers: 'regular expression on the names of the adapted convolutions',
    },
    create: (options) => ftn({ rank: 1, ...options } as FtnOptions),
  },
  taps: {
    summary: 'a residual kernel for the convolutions that need one, batch norms and head of the domain',
    options: {
      lambda: 'weight of the mean score in the loss',
      warmUp: 'epochs before that weight counts',
      threshold: 'a layer has a kernel of its own while its score is at least this',
      init: 'the score every layer begins with',
    },
    create: taps,
  },
  adashare: {
    summary: 'one network for all domains, each of which skips the residual blocks it can do without',
    options: {
      sparsity: 'weight of the loss on selecting blocks',
      sharing: 'weight of the loss on selecting other blocks than other domains',
      temperature: 'of the Gumbel softmax at the start',
      cooling: 'what the temperature is multiplied by after every round',
      curriculum: 'rounds for each further block whose policy is learned, the last first; 0: all at once',
      policies: 'drawn from the learned one and trained anew; the best on validation is kept',
    },
    phases: ['warm-up', 'policy', 'retrain'],
    create: adaShare,
  },
  'fine-tuning': {
    summary: 'a whole copy of the network for every domain',
    options: {},
    create: fineTuning,
  },
} as const satisfies Record<string, MethodEntry>;

export type MethodName = keyof typeof methods;

export const methodNames = Object.keys(methods) as MethodName[];

/** The phases a method's training is defined by; none where it is trained in one go. */
export function phasesOf(name: string): readonly string[] {
  const entry: MethodEntry | undefined = Object.hasOwn(methods, name)
    ? methods[name as MethodName]
    : undefined;
  return entry?.phases ?? [];
}

/** The named method with its options; an unknown name or option is a UsageError that says the known ones. */
export function createMethod(name: string, options: MethodOptions = {}): Method {
  if (!Object.hasOwn(methods, name)) {
    throw new UsageError(`unknown method '${name}'`, { hint: suggest(name, methodNames) });
  }
  const entry: MethodEntry = methods[name as MethodName];
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(entry.options, key)) continue;
    const known = Object.keys(entry.options);
    throw new UsageError(`method '${name}' has no option '${key}'`, {
      hint: known.length > 0 ? suggest(key, known) : `'${name}' takes no options.`,
    });
  }
  return entry.create(options);
}
