import { FormatError } from '@ftn/errors';
import type { DenseKey, DenseSample } from '../../dense/dense-sample.js';
import { toDepth, toLabels } from '../../dense/maps/map-values.js';
import { readMap } from '../../dense/maps/read-map.js';
import { sizeMismatch } from '../../dense/read-dense-files.js';
import { edgesFromLabels } from './edges-from-labels.js';
import { type LabeledFile, openLabeledFile } from './labeled-file.js';
import type { LabeledSource } from './labeled-source.js';
import { type Intrinsics, normalsFromDepth, nyudCamera } from './normals-from-depth.js';

/** The file this thread read last, kept open: reopening it for every sample would cost more than reading. */
let open: { readonly file: string; readonly labeled: Promise<LabeledFile> } | undefined;

/** Reads one sample of nyu_depth_v2_labeled.mat: its image and the maps asked for, computed where the file has none. */
export async function readLabeled(source: LabeledSource, keys: readonly DenseKey[]): Promise<DenseSample> {
  const { file, index, labelOf } = source;
  const labeled = await opened(file);
  const { height, width } = labeled;
  const where = `${file}, image ${index}`;
  const has = (key: DenseKey) => keys.includes(key);
  const classes = has('labels') || has('edge') ? labeled.classes(index) : undefined;
  const depth = has('depth') || has('normals') ? toDepth(labeled.depth(index), where) : undefined;
  return {
    height,
    width,
    image: labeled.image(index),
    ...(has('edge') && { edge: edgesFromLabels(regions(classes!, labeled.instances(index)), height, width) }),
    ...(has('labels') && { labels: toLabels(mapped(classes!, labelOf, where), {}, where) }),
    ...(has('normals') && {
      normals: source.normals
        ? await storedNormals(source.normals, height, width)
        : normalsFromDepth(depth!, height, width, scaled(nyudCamera, width / 640)),
    }),
    ...(has('depth') && { depth: depth! }),
  };
}

function opened(file: string): Promise<LabeledFile> {
  if (open?.file === file) return open.labeled;
  open?.labeled.then(
    (labeled) => labeled.close(),
    () => {},
  );
  const labeled = openLabeledFile(file);
  open = { file, labeled };
  // A file that could not be opened is tried anew the next time.
  labeled.catch(() => {
    open = undefined;
  });
  return labeled;
}

function mapped(classes: Int32Array, labelOf: Uint8Array, file: string): Uint8Array {
  return Uint8Array.from(classes, (value) => {
    const label = labelOf[value];
    if (label !== undefined) return label;
    throw new FormatError('a pixel has an unknown class', {
      file,
      expected: `0 to ${labelOf.length - 1}`,
      got: String(value),
      hint: 'Check that this is nyu_depth_v2_labeled.mat.',
    });
  });
}

/** A number for each object: its class and which one of that class it is; 0 stays unlabelled. */
function regions(classes: Int32Array, instances: Int32Array | undefined): Int32Array {
  if (!instances) return classes;
  return classes.map((value, p) => (value === 0 ? 0 : value * 1024 + instances[p]!));
}

async function storedNormals(path: string, height: number, width: number): Promise<Float32Array> {
  const map = await readMap('normals', { path });
  if (map.height !== height || map.width !== width)
    throw sizeMismatch('normals', path, map, { height, width });
  return map.data as Float32Array;
}

function scaled({ fx, fy, cx, cy }: Intrinsics, k: number): Intrinsics {
  return { fx: fx * k, fy: fy * k, cx: cx * k, cy: cy * k };
}
