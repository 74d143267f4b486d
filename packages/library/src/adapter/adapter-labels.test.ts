import { expect, it } from 'vitest';
import { adapterLabels } from './adapter-labels.js';

const adapter = (name: string, task: string, rank: number, folder = 'x', method = 'ftn') => ({
  folder,
  manifest: { name, task, method, options: { rank } },
});

it.each([
  [
    [adapter('birds', 'classification', 1), adapter('cats', 'classification', 1)],
    ['birds', 'cats'],
  ],
  [
    [adapter('birds', 'classification', 1), adapter('birds', 'classification', 2)],
    ['birds R=1', 'birds R=2'],
  ],
  [
    [adapter('rooms', 'edge', 1), adapter('rooms', 'depth', 1)],
    ['rooms edge', 'rooms depth'],
  ],
  [
    [adapter('birds', 'classification', 1), adapter('birds', 'classification', 1, 'y', 'lora')],
    ['birds ftn R=1', 'birds lora R=1'],
  ],
  [
    [adapter('birds', 'edge', 1, 'a'), adapter('birds', 'edge', 1, 'b')],
    ['a', 'b'],
  ],
])('adapterLabels gives the shortest labels that tell adapters apart: case %#', (adapters, labels) => {
  expect(adapterLabels(adapters)).toEqual(labels);
});
