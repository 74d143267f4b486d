import { type DenseDataset, type DenseKey, type DenseSample, IGNORED, readDenseSource } from '@ftn/datasets';
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
import type { DenseTaskName } from '@ftn/training';
import { denseKeysOf } from './dense-keys.js';

type Size = Pick<RgbImage, 'width' | 'height'>;
type Values = Float32Array | Int32Array | Uint8Array;

/** A map of numbers at its size. */
export interface TaskMap extends Size {
  readonly values: Values;
}

/** How a task's maps are drawn: colours that mean the same in every map drawn together. */
export interface Painting {
  draw(map: TaskMap): RgbImage;
  /** What the colours mean. */
  readonly key: Pick<ImageGrid, 'legend' | 'scale'>;
}

/** Maps that share their colours. */
interface Together {
  readonly truths: readonly TaskMap[];
  readonly predicted: readonly TaskMap[];
  /** Names of the labels. */
  readonly classes: readonly string[];
}

/** The labels that occur, in colours of their own. */
function labelPainting({ truths, predicted, classes }: Together): Painting {
  const there = new Set([...truths, ...predicted].flatMap(({ values }) => [...new Set(values)]));
  const shown = [...there].filter((label) => label !== IGNORED).sort((a, b) => a - b);
  const legend = shown.map((label) => ({ name: classes[label] ?? `${label}`, color: labelColor(label) }));
  return { draw: ({ values, ...size }) => colorLabels(values, size), key: { legend } };
}

/** Depths on the scale of the truth, where there is one. */
function depthPainting({ truths, predicted }: Together): Painting {
  const ranges = (truths.length > 0 ? truths : predicted).map(({ values }) => measuredRange(values));
  const low = Math.min(...ranges.map(([near]) => near));
  const high = Math.max(...ranges.map(([, far]) => far));
  return {
    draw: ({ values, ...size }) => colorDepth(values, { ...size, range: [low, high] }),
    key: { scale: { low, high, label: 'depth, m' } },
  };
}

/** How each task's maps are drawn. */
const paintings: Readonly<Record<DenseTaskName, (together: Together) => Painting>> = {
  edge: () => ({ draw: ({ values, ...size }) => colorEdges(values, size), key: {} }),
  semseg: labelPainting,
  normals: () => ({ draw: ({ values, ...size }) => colorNormals(values, size), key: {} }),
  depth: depthPainting,
};

/** How a task's maps are drawn together. */
export const paintingOf = (task: DenseTaskName, together: Together): Painting => paintings[task](together);

/** The widest a picture of a page is, in pixels; larger ones keep every second, third … pixel. */
const widest = 320;

/** A picture small enough for a page. */
function shrunk({ width, height, rgb }: RgbImage): RgbImage {
  const step = Math.ceil(width / widest);
  if (step === 1) return { width, height, rgb };
  const [across, down] = [Math.floor(width / step), Math.floor(height / step)];
  const small = new Uint8Array(across * down * 3);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const from = 3 * (y * step * width + x * step);
      small.set(rgb.subarray(from, from + 3), 3 * (y * across + x));
    }
  }
  return { width: across, height: down, rgb: small };
}

/** Test images drawn beside their truth and what each system makes of them. */
export class PredictionPictures {
  readonly #dataset: DenseDataset;
  readonly #task: DenseTaskName;
  readonly #shown: readonly number[];
  readonly #predictions = new Map<string, Map<number, TaskMap>>();

  /** `count` images, evenly spread over the set. */
  constructor(dataset: DenseDataset, task: DenseTaskName, count: number) {
    this.#dataset = dataset;
    this.#task = task;
    const all = Math.min(count, dataset.length);
    this.#shown = Array.from({ length: all }, (_, i) => Math.floor(((i + 0.5) * dataset.length) / all));
  }

  /** Keeps what a system predicts for those images of a batch that are shown. */
  add(
    system: string,
    { indices, shape }: { readonly indices: Int32Array; readonly shape: readonly number[] },
    prediction: Float32Array | Int32Array,
  ): void {
    const [, height, width] = shape as [number, number, number];
    const size = prediction.length / indices.length;
    const kept = this.#predictions.get(system) ?? new Map<number, TaskMap>();
    this.#predictions.set(system, kept);
    indices.forEach((index, i) => {
      if (!this.#shown.includes(index)) return;
      kept.set(index, { values: prediction.slice(i * size, (i + 1) * size), height, width });
    });
  }

  /** A row for each image: itself, the truth, and each system's prediction. */
  async grid(title: string): Promise<ImageGrid> {
    const [key] = denseKeysOf([this.#task]) as [DenseKey];
    const samples: DenseSample[] = [];
    for (const index of this.#shown) samples.push(await readDenseSource(this.#dataset.sample(index), [key]));
    const truths = samples.map((sample): TaskMap => {
      const { height, width } = sample;
      return { values: sample[key]!, height, width };
    });
    const systems = [...this.#predictions];
    const predicted = systems.flatMap(([, maps]) => [...maps.values()]);
    const { classes } = this.#dataset;
    const painting = paintingOf(this.#task, { truths, predicted, classes });
    const rows = this.#shown.map((index, r) => {
      const { image, height, width } = samples[r]!;
      const made = systems.map(([, of]) => of.get(index)).map((map) => (map ? painting.draw(map) : null));
      const images = [{ rgb: image, height, width }, painting.draw(truths[r]!), ...made];
      return { label: `${index + 1}`, images: images.map((one) => one && shrunk(one)) };
    });
    return { title, columns: ['image', 'truth', ...systems.map(([name]) => name)], rows, ...painting.key };
  }
}
