import type { TargetName } from '@ftn/datasets';
import { encodeNpy } from '@ftn/formats';
import { encodeGrey16Png, encodeIndexPng, encodePng, labelColor } from '@ftn/report';
import type { Task } from '@ftn/tasks';
import type { PredictedMap } from '../../predict/predict-image.js';
import { drawPrediction } from './draw-prediction.js';
import { paintedTarget } from './painting.js';

/** A predicted map as the bytes of a file, and how the file's name ends. */
export interface PredictionFile {
  readonly ending: string;
  readonly bytes: Uint8Array;
}

/** One way to write a map for programs. */
interface Encoding {
  readonly ending: string;
  readonly encode: (map: PredictedMap) => Uint8Array;
}

/** Float32 numbers, height × width, × 3 where a pixel has as many. */
const npy: Encoding = {
  ending: 'npy',
  encode: ({ height, width, channels, values }) =>
    encodeNpy({ shape: channels === 1 ? [height, width] : [height, width, channels], data: values }),
};

const farthest = 65_535;

/** 16-bit grey: ⌊1000·m + ½⌋, at most 65,535; 0 where there is no depth. */
const millimetres: Encoding = {
  ending: 'mm.png',
  encode({ height, width, values }) {
    const rounded = Uint16Array.from(values, (metres) =>
      Number.isFinite(metres) ? Math.min(farthest, Math.max(0, Math.round(1000 * metres))) : 0,
    );
    return encodeGrey16Png({ height, width, values: rounded });
  },
};

const colours = 256;

/** The numbers of classes as pixels, in the colours of their owner, else PASCAL VOC's: at once the picture of the map. Beyond 256 classes, 16-bit grey. */
const indices: Encoding = {
  ending: 'png',
  encode({ height, width, values, colors }) {
    const palette = Array.from({ length: colours }, (_, label) => labelColor(label, colors));
    if (values.every((label) => label < colours))
      return encodeIndexPng({ height, width, values: Uint8Array.from(values) }, palette);
    return encodeGrey16Png({ height, width, values: Uint16Array.from(values) });
  },
};

/** How the maps of each target are written besides their picture; the class of an image is none. */
const encodings: Readonly<Record<TargetName, readonly Encoding[]>> = {
  label: [],
  edge: [npy],
  labels: [indices],
  normals: [npy],
  depth: [millimetres, npy],
};

/** The picture of a map, a pixel for each of the image's. */
const picture = (task: Parameters<typeof drawPrediction>[1]): Encoding => ({
  ending: 'png',
  encode: (map) => encodePng(drawPrediction(map, task).map),
});

/** How a task's maps are written: their picture, and raw results for programs. */
function encodingsOf(task: Pick<Task, 'name' | 'targets' | 'outputs'>): Encoding[] {
  const target = paintedTarget(task);
  const raw = target === undefined ? [] : encodings[target];
  return raw.some(({ ending }) => ending === 'png') ? [...raw] : [picture(task), ...raw];
}

/** How the names of the files of a task's maps end. */
export const predictionEndings = (task: Pick<Task, 'name' | 'targets' | 'outputs'>): string[] =>
  encodingsOf(task).map(({ ending }) => ending);

/**
 * A predicted map as files: `png`, a picture with a pixel for each of the image's (of labels, the pixels are their
 * numbers and the colours a palette, that of `maps.json` where the data had one), depth in millimetres as `mm.png` of 16 bits, and all that is no label as `npy`,
 * float32, H×W or H×W×3, in the unit of the task.
 *
 * @throws UsageError for a task that predicts no map
 */
export function encodePrediction(
  map: PredictedMap,
  task: Pick<Task, 'name' | 'targets' | 'outputs'>,
): PredictionFile[] {
  return encodingsOf(task).map(({ ending, encode }) => ({ ending, bytes: encode(map) }));
}
