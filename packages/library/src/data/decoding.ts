import type { InputDescription } from '@ftn/adapters';
import type { Decoding } from '@ftn/datasets';
import { MismatchError } from '@ftn/errors';

type Described = InputDescription['decode'];

const described: Readonly<Record<Decoding, Described>> = {
  upright: { orientation: 'exif', alpha: 'white' },
  torchvision: { orientation: 'stored', alpha: 'dropped' },
};

/** How an adapter's file says that its images are decoded. */
export const describeDecoding = (decode: Decoding = 'upright'): Described => described[decode];

/**
 * How the images of an adapter are decoded, by what its file says.
 *
 * @throws MismatchError for a mixture of both ways, which is none of ours
 */
export function decodingOf({ decode }: Pick<InputDescription, 'decode'>, file: string): Decoding {
  const found = (Object.keys(described) as Decoding[]).find((name) => {
    const { orientation, alpha } = described[name];
    return decode.orientation === orientation && decode.alpha === alpha;
  });
  if (found) return found;
  const shown = ({ orientation, alpha }: Described) => `orientation ${orientation} with alpha ${alpha}`;
  throw new MismatchError('the images of this adapter are decoded in a way that is not known', {
    file,
    expected: Object.values(described).map(shown).join(', or '),
    got: shown(decode),
  });
}
