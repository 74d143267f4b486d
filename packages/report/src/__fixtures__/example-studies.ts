import { colorDepth, colorLabels, labelColor } from '../image/color-maps.js';
import type { BlockPolicy, ClassResults, HeatMap, ImageGrid, PruningChart } from '../types.js';

/** The 36 convolutions of ResNet-34 by torchvision's names. */
const resNet34 = [
  'conv1',
  ...[3, 4, 6, 3].flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, block) => {
      const at = `layer${stage + 1}.${block}`;
      return [`${at}.conv1`, `${at}.conv2`, ...(block === 0 && stage > 0 ? [`${at}.downsample.0`] : [])];
    }).flat(),
  ),
];

/** A number from 0 to 1 that looks random and is always the same. */
const noise = (a: number, b: number) => Math.abs(Math.sin(a * 12.9898 + b * 78.233) * 43758.5453) % 1;

function heatMap(title: string, columns: string[], shift: number): HeatMap {
  const raw = resNet34.map((_, r) => columns.map((_, c) => (r / 35) ** 2 * 0.8 + 0.2 * noise(r, c + shift)));
  const values = raw.map((line) => line.map((value) => Math.min(1, value)));
  return {
    title,
    rows: resNet34,
    columns,
    values: values.map((line, r) => line.map((value, c) => (r === 3 && c === 0 ? null : value))),
    exact: raw.map((line) => line.map((value) => 4 * value)),
    scaleLabel: '‖ΔW‖, each column from 0 to 1',
  };
}

export const exampleHeatMaps = (domains: string[]): HeatMap[] => [
  heatMap('‖ΔW‖ by domain, R=10', domains, 0),
  heatMap('‖ΔW‖ by rank, on sketch', ['R=1', 'R=5', 'R=10', 'R=20', 'R=30', 'R=40'], 9),
];

/** Adapters of 52 layers that lose them to ten thresholds. */
export function examplePruning(domains: string[]): PruningChart {
  return {
    title: 'Accuracy as low-rank factors are taken out',
    metric: 'accuracy',
    curves: domains.map((label, d) => {
      const whole = 77 - 6 * d;
      const points = Array.from({ length: 10 }, (_, i) => {
        const left = (1 - i / 9.3) ** 1.7;
        return {
          threshold: 0.31 + 0.22 * i + 0.01 * d,
          layers: Math.max(1, Math.round(52 * left)),
          parameters: Math.round(164_070 * left),
          value: whole - 22 * (1 - left) ** 4 - 2 * noise(i, d) * (1 - left),
        };
      });
      const found = { label: 'within 0.5 points by validation', parameters: 71_004 - 6000 * d, value: whole - 0.4 };
      return { label, points, ...(d === 0 ? { found } : {}) };
    }),
  };
}

/** AdaShare's select-or-skip over the 16 blocks of ResNet-34. */
export function examplePolicy(domains: string[]): BlockPolicy {
  const blocks = [3, 4, 6, 3].flatMap((depth, s) => Array.from({ length: depth }, (_, b) => `layer${s + 1}.${b}`));
  const probabilities = domains.map((_, d) => blocks.map((_, b) => Math.round(100 * noise(b, d) ** 0.4) / 100));
  return {
    title: 'AdaShare: blocks each domain runs',
    blocks,
    domains,
    selected: probabilities.map((line) => line.map((p) => p >= 0.5)),
    probabilities,
  };
}

const things = ['bicycle', 'teapot', 'owl', 'cactus', 'sailing boat', 'violin', 'streetlight', 'apple'];

/** Eight classes with the systems of the example. */
export function exampleClasses(title: string): ClassResults {
  const values = (shift: number) => things.map((_, i) => 40 + 60 * noise(i, shift + title.length));
  return {
    title,
    metric: 'accuracy',
    classes: things.map((name, i) => ({ name, images: 30 + 7 * i })),
    systems: [
      { label: 'Feature extractor', values: values(1) },
      { label: 'FTN R=1', values: values(2) },
      { label: 'FTN R=10', values: values(3).map((value, i) => (i === 2 ? null : value)) },
      { label: 'Fine-tuning', values: values(4) },
    ],
  };
}

/** Two rooms with their label and depth maps, one map missing. */
export const exampleGrid: ImageGrid = {
  title: 'Rooms',
  columns: ['image', 'labels', 'depth'],
  rows: ['first room', 'second room'].map((label, r) => {
    const size = { width: 16, height: 12 };
    const pixels = Array.from({ length: 16 * 12 }, (_, i) => i);
    const photo = { ...size, rgb: Uint8Array.from(pixels.flatMap((i) => [i, 200 - i, 40 + 90 * r])) };
    const labels = colorLabels(
      pixels.map((i) => 1 + (i % 16 > 7 ? 1 : 0)),
      size,
    );
    const depth = colorDepth(
      pixels.map((i) => 1 + i / 20),
      size,
    );
    return { label, images: [photo, r === 1 ? null : labels, depth] };
  }),
  legend: [
    { name: 'wall', color: labelColor(1) },
    { name: 'floor', color: labelColor(2) },
  ],
};
