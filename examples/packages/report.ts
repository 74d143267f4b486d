import { encodePng, formatComparison, renderLineChart } from '@ftn/report';

const row = { metric: 'accuracy', domain: 'sketch' } as const;
const rows = [
  { ...row, method: 'fine-tuning', value: 69.25, parameters: 42_569_344, multiple: 2 },
  { ...row, method: 'ftn', rank: 1, value: 68.1, parameters: 21_318_103, multiple: 1.00157 },
];
const names = { ftn: 'FTN', 'fine-tuning': 'Fine-tuning' };
console.log(formatComparison({ id: 'compare', engine: 'native', rows }, { width: 80, color: false, names }));
const points = [1, 2, 3].map((x) => ({ x, y: 1 / x }));
const chart = renderLineChart({
  title: 'Loss',
  xLabel: 'epoch',
  yLabel: 'loss',
  curves: [{ label: 'FTN', points }],
});
console.log(chart.slice(0, 4), encodePng({ width: 1, height: 1, rgb: Uint8Array.of(255, 0, 0) }).length);
