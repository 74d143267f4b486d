import type { ComparisonReport, CurveChart, ResultRow, SampleImage } from '../types.js';
import { exampleClasses, exampleGrid, exampleHeatMaps, examplePolicy, examplePruning } from './example-studies.js';

const domains = ['clipart', 'sketch', 'painting', 'quickdraw', 'infograph', 'real'];

// Table S1 of the paper's supplement (DomainNet, joint, ResNet-34), parameters as multiples of its backbone.
const backbone = 21_284_672;
const systems: [method: string, rank: number | undefined, added: number, values: number[]][] = [
  ['feature-extractor', undefined, 0, [76.67, 65.2, 65.26, 52.97, 35.05, 76.08]],
  ['fc-and-bn-only', undefined, 102_144, [77.07, 68.34, 68.76, 69.06, 40.63, 79.07]],
  ['ftn', 1, 200_586, [77.13, 68.1, 68.5, 69.41, 40.04, 79.49]],
  ['ftn', 10, 1_086_564, [77.2, 68.9, 68.85, 70.9, 40.9, 80.1]],
  ['fine-tuning', undefined, 5 * backbone, [77.43, 69.25, 69.21, 71.61, 41.5, 80.74]],
];

export const names = {
  'feature-extractor': 'Feature extractor',
  'fc-and-bn-only': 'FC and BN only',
  ftn: 'FTN',
  'fine-tuning': 'Fine-tuning',
};

/** Rows of the example for the first `count` domains. */
export function exampleRows(count = domains.length): ResultRow[] {
  return systems.flatMap(([method, rank, added, values]) =>
    domains.slice(0, count).map((domain, d) => ({
      method,
      domain,
      ...(rank === undefined ? {} : { rank }),
      metric: 'accuracy',
      value: values[d]!,
      parameters: backbone + added,
      multiple: (backbone + added) / backbone,
    })),
  );
}

function exampleCurves(domain: string, shift: number): CurveChart {
  return {
    title: domain,
    xLabel: 'epoch',
    yLabel: 'validation accuracy, %',
    curves: systems.map(([method, rank, , values]) => ({
      label: names[method as keyof typeof names] + (rank === undefined ? '' : ` R=${rank}`),
      points: Array.from({ length: 30 }, (_, epoch) => ({
        x: epoch + 1,
        y: values[shift]! * (1 - Math.exp(-(epoch + 1) / 6)) + Math.sin(epoch * 1.7 + shift) * 0.6,
      })),
    })),
  };
}

/** A picture of 64 × 64 pixels: a disc on a gradient, in a colour of its own. */
export function exampleImage(seed: number, correct: boolean | undefined): SampleImage {
  const size = 64;
  const rgb = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const x = i % size;
    const y = Math.floor(i / size);
    const inside = Math.hypot(x - 20 - ((seed * 13) % 24), y - 32) < 14 + (seed % 6);
    rgb.set(inside ? [(seed * 71) % 256, (seed * 131) % 256, 80] : [230 - y, 220 - x, 200], i * 3);
  }
  const detail = correct === false ? 'predicted teapot, 41 %' : 'predicted bicycle, 97 %';
  return { caption: 'bicycle', detail, width: size, height: size, rgb, ...(correct === undefined ? {} : { correct }) };
}

/** A whole report over the first `count` domains. */
export function exampleReport(count = domains.length): ComparisonReport {
  return {
    title: 'One frozen ResNet-34, several domains',
    description:
      'Six domains of DomainNet over one frozen backbone: what each method adds to it, and what that buys.',
    table: { id: 'table-s1', engine: 'native (TensorFlow 2.21, 2 threads)', rows: exampleRows(count) },
    curves: domains.slice(0, count).map(exampleCurves),
    samples: domains.slice(0, count).map((domain, d) => ({
      title: domain,
      images: Array.from({ length: 8 }, (_, i) => exampleImage(d * 8 + i, (i + d) % 4 !== 1)),
    })),
    settings: {
      backbone: { name: 'resnet34', sha256: 'b627a593f9d2f3a1c7e40bb6b0c9d2f17f2b0bb5a9d7b6d54c2b3a19b4c0ffee' },
      seed: 7,
      epochs: 30,
      batch: 32,
      optimizer: { factors: { name: 'adam', rate: 0.005 }, rest: { name: 'sgd', rate: 0.005, momentum: 0.9 } },
      ranks: [1, 10],
      augmentation: { crop: 224, flip: true, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
    },
    discussions: [
      {
        title: 'Why this order',
        paragraphs: [
          'Fine-tuning moves every weight of every domain, so nothing limits what it can learn, and it pays for that with a network a domain.',
          'FTN moves every convolution too, but only along a few directions; the more of them, the nearer it comes.',
        ],
      },
    ],
    pruning: [examplePruning(domains.slice(0, count))],
    heatMaps: exampleHeatMaps(domains.slice(0, count)),
    policies: [examplePolicy(domains.slice(0, count))],
    images: [exampleGrid],
    classes: domains.slice(0, count).map(exampleClasses),
    notes: ['Every method’s learning rates were chosen with the same validation budget.'],
    names,
  };
}
