import { FormatError } from '@ftn/errors';
import { type Hdf5File, openHdf5 } from '@ftn/formats';

/** The labelled file, open: reading it takes one sample's slice at a time. */
export interface LabeledFile {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** RGB, row by row. */
  image(index: number): Uint8Array;
  depth(index: number): Float32Array;
  /** Class numbers, 0 for unlabelled. */
  classes(index: number): Int32Array;
  /** Which one of its class a pixel belongs to; undefined where the file does not say. */
  instances(index: number): Int32Array | undefined;
  close(): void;
}

/**
 * Opens nyu_depth_v2_labeled.mat (MATLAB 7.3, which is HDF5) and checks what it holds.
 *
 * MATLAB's dimensions appear reversed: images are (n, 3, width, height).
 *
 * @throws FormatError where arrays are missing or do not fit together, and where the file is cut short
 */
export async function openLabeledFile(file: string): Promise<LabeledFile> {
  const hdf5 = await openHdf5(file);
  try {
    return labeledFile(file, hdf5);
  } catch (error) {
    hdf5.close();
    throw error;
  }
}

function labeledFile(file: string, hdf5: Hdf5File): LabeledFile {
  const pictures = hdf5.dataset('images');
  const depths = hdf5.dataset('depths');
  const labels = hdf5.dataset('labels');
  const instances = hdf5.keys().includes('instances') ? hdf5.dataset('instances') : undefined;
  const [images = 0, channels, width = 0, height = 0] = pictures.shape;
  if (pictures.shape.length !== 4 || channels !== 3)
    throw misfit(file, 'images', pictures.shape, 'n × 3 × width × height');
  for (const [name, { shape }] of Object.entries({ depths, labels, ...(instances && { instances }) })) {
    const fits = shape.length === 3 && shape[0] === images && shape[1] === width && shape[2] === height;
    if (!fits) throw misfit(file, name, shape, `${images} × ${width} × ${height}`);
  }
  const slice = (dataset: typeof pictures, index: number) =>
    dataset.read([index, index + 1]).data as ArrayLike<number>;
  return {
    images,
    height,
    width,
    image: (index) => turned(slice(pictures, index), height, width, 3, new Uint8Array(3 * height * width)),
    depth: (index) => turned(slice(depths, index), height, width, 1, new Float32Array(height * width)),
    classes: (index) => turned(slice(labels, index), height, width, 1, new Int32Array(height * width)),
    instances: (index) =>
      instances && turned(slice(instances, index), height, width, 1, new Int32Array(height * width)),
    close: () => hdf5.close(),
  };
}

/** (channels, width, height) to (height, width, channels). */
function turned<T extends Uint8Array | Float32Array | Int32Array>(
  data: ArrayLike<number>,
  height: number,
  width: number,
  channels: number,
  out: T,
): T {
  let k = 0;
  for (let c = 0; c < channels; c++) {
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) out[(y * width + x) * channels + c] = data[k++]!;
    }
  }
  return out;
}

function misfit(file: string, name: string, shape: readonly number[], expected: string): FormatError {
  return new FormatError(`'${name}' has the wrong shape`, {
    file,
    expected,
    got: shape.join(' × '),
    hint: 'Check that this is nyu_depth_v2_labeled.mat.',
  });
}
