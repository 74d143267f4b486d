import { suggest, UsageError } from '@ftn/errors';
import type { Architecture, FeatureInfo } from '../architecture.js';
import { deepLabHead, readDeepLabOptions } from '../deeplab/deeplab-head.js';
import type { HeadArchitecture, HeadDescription, HeadOptions } from './head-architecture.js';
import { linearHead } from './linear-head.js';

interface HeadEntry {
  /** The options it takes, with what they mean. */
  readonly options: Readonly<Record<string, string>>;
  create(features: readonly FeatureInfo[], outputs: number, options: HeadOptions): HeadArchitecture;
}

/** The heads by kind. Nothing outside this table asks which head it has. */
const heads = {
  linear: {
    options: {},
    create: (features, outputs) => linearHead(features, outputs),
  },
  deeplab: {
    options: {
      width: 'channels of the pyramid and the decoder, default 256',
      lowLevelWidth: 'channels the low-level features are reduced to, default 48',
      rates: 'dilations of the pyramid, default 6, 12, 18 at output stride 16 and twice that at 8',
      unit: 'whether every pixel of the output is brought to length 1 (normals), default false',
    },
    create: (features, outputs, options) => deepLabHead(features, outputs, readDeepLabOptions(options)),
  },
} as const satisfies Record<string, HeadEntry>;

/** The name of a kind of head. */
export type HeadKind = keyof typeof heads;

export const headKinds = Object.keys(heads) as HeadKind[];

/**
 * The described head over a backbone's features, with `outputs` channels.
 *
 * @throws UsageError for an unknown kind or option, saying the known ones
 */
export function createHead(
  architecture: Pick<Architecture, 'features'>,
  outputs: number,
  description: { readonly kind: string; readonly options?: HeadDescription['options'] } = { kind: 'linear' },
): HeadArchitecture {
  const { kind, options = {} } = description;
  if (!Object.hasOwn(heads, kind)) {
    throw new UsageError(`unknown head '${kind}'`, { hint: suggest(kind, headKinds) });
  }
  const entry: HeadEntry = heads[kind as HeadKind];
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(entry.options, key)) continue;
    const known = Object.keys(entry.options);
    throw new UsageError(`a ${kind} head has no option '${key}'`, {
      hint: known.length > 0 ? suggest(key, known) : `A ${kind} head takes no options.`,
    });
  }
  return entry.create(architecture.features, outputs, options);
}
