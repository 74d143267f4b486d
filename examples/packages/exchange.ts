import { fitLayer, loraOf } from '@ftn/exchange';

const shape = { kernel: [3, 3], inChannels: 4, outChannels: 6, stride: 1, padding: 1, dilation: 1 } as const;
const layer = { kind: 'conv', name: 'conv1', ...shape } as const;
const waves = (size: number, step: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(step * i + 1));
const factors = { a: waves(4 * 2, 1.3), b: waves(6 * 2, 0.7), s: waves(9 * 2, 2.1) };
const lora = loraOf({ layer, rank: 2, factors });
console.log(lora.down.length, lora.up.length); // 2 × 4 × 3 × 3, and 6 × 2
const { rank, square, squaredError } = fitLayer(lora, 8);
console.log(rank, Math.sqrt(squaredError / square) < 1e-6); // 2: there are no more terms
