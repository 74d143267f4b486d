import { IGNORED, type LabelColor, type TargetName } from '@ftn/datasets';
import {
  colorDepth,
  colorEdges,
  colorLabels,
  colorNormals,
  type ImageGrid,
  labelColor,
  measuredRange,
  type RgbImage,
} from '@ftn/report';
import type { Task } from '@ftn/tasks';

/** A map of numbers at its size. */
export interface NumberMap extends Pick<RgbImage, 'width' | 'height'> {
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** How maps are drawn: colours that mean the same in every map drawn together. */
export interface Painting {
  draw(map: NumberMap): RgbImage;
  /** What the colours mean. */
  readonly key: Pick<ImageGrid, 'legend' | 'scale'>;
}

/** Maps that share their colours. */
export interface PaintedTogether {
  readonly truths: readonly NumberMap[];
  readonly predicted: readonly NumberMap[];
  /** Names of the labels. */
  readonly classes: readonly string[];
  /** Their colours, where their owner chose some. */
  readonly colors?: readonly LabelColor[] | undefined;
}

/** The labels that occur, in distinct colours. */
function labelPainting({ truths, predicted, classes, colors }: PaintedTogether): Painting {
  const there = new Set([...truths, ...predicted].flatMap(({ values }) => [...new Set(values)]));
  const shown = [...there].filter((label) => label !== IGNORED).sort((a, b) => a - b);
  const legend = shown.map((label) => ({
    name: classes[label] ?? `${label}`,
    color: labelColor(label, colors),
  }));
  return { draw: ({ values, ...size }) => colorLabels(values, { ...size, colors }), key: { legend } };
}

/** Depths on the scale of the truth, where there is one. */
function depthPainting({ truths, predicted }: PaintedTogether): Painting {
  const ranges = (truths.length > 0 ? truths : predicted).map(({ values }) => measuredRange(values));
  const low = Math.min(...ranges.map(([near]) => near));
  const high = Math.max(...ranges.map(([, far]) => far));
  return {
    draw: ({ values, ...size }) => colorDepth(values, { ...size, range: [low, high] }),
    key: { scale: { low, high, label: 'depth, m' } },
  };
}

/** How the maps of each target are drawn; the class of an image is none. */
const paintings: Readonly<Record<TargetName, ((together: PaintedTogether) => Painting) | null>> = {
  label: null,
  edge: () => ({ draw: ({ values, ...size }) => colorEdges(values, size), key: {} }),
  labels: labelPainting,
  normals: () => ({ draw: ({ values, ...size }) => colorNormals(values, size), key: {} }),
  depth: depthPainting,
};

/** The map a task learns, of those there are pictures of; undefined where it learns none. */
export const paintedTarget = ({ targets }: Pick<Task, 'targets'>): TargetName | undefined =>
  targets.find((target) => paintings[target] !== null);

/** How maps of a target are drawn together; null for a target that is no map. */
export const paintingOf = (target: TargetName, together: PaintedTogether): Painting | null =>
  paintings[target]?.(together) ?? null;
