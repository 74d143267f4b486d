import { expect, it } from 'vitest';
import { layerRows, operationRows } from './profile.js';

const operations = [
  { name: 'Conv2D', shapes: '1×8×8×3', layer: 'conv1', calls: 1, milliseconds: 6 },
  { name: 'Add', shapes: '4', calls: 3, milliseconds: 4 },
  { name: 'Conv2D', shapes: '1×8×8×3', layer: 'conv2', calls: 1, milliseconds: 5 },
  { name: 'Conv2D', shapes: '1×4×4×3', layer: 'conv2', calls: 1, milliseconds: 1 },
  { name: 'Relu', shapes: '1×8×8×3', layer: 'conv2', calls: 2, milliseconds: 3 },
];

it('tells a profile by operation, layers together', () => {
  expect(operationRows(operations, 21)).toMatchObject([
    { operation: 'Conv2D', calls: 2, milliseconds: 11, share: '52.4 %' },
    { operation: 'Add', calls: 3, milliseconds: 4 },
    { operation: 'Relu', calls: 2, milliseconds: 3 },
    { operation: 'Conv2D', calls: 1, milliseconds: 1 },
    { operation: 'JavaScript', milliseconds: 2 },
    { operation: 'a step', milliseconds: 21 },
  ]);
});

it('tells a profile by layer, the longest first, and what is of none', () => {
  expect(layerRows(operations, 21)).toMatchObject([
    { layer: 'conv2', milliseconds: 9, share: '42.9 %', operations: 'Conv2D 6.0, Relu 3.0' },
    { layer: 'conv1', milliseconds: 6 },
    { layer: 'outside of layers', milliseconds: 4 },
    { layer: 'JavaScript', milliseconds: 2 },
    { layer: 'a step', milliseconds: 21 },
  ]);
});
