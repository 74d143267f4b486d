import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { cpCount, createMethod } from '@ftn/tensor-factors';
import { ones, type Tensor4D } from '@tensorflow/tfjs-core';

await startEngine();
const layer = { kind: 'conv', name: 'conv1', kernel: [3, 3], inChannels: 16, outChannels: 32 } as const;
const conv = { ...layer, stride: 1, padding: 1, dilation: 1 };
const plan = createMethod('ftn', { rank: 4 }).convolution(conv)!; // W + Σ_r b_r ⊗ a_r ⊗ s_r
console.log(plan.count, cpCount(conv, 4)); // 4 · (32 + 16 + 9)
const base = ones([3, 3, 16, 32]) as Tensor4D;
const adapted = plan.create(base, new RandomStream(0));
console.log(adapted.norm(base), [...adapted.trainable.keys()]); // ‖ΔW‖ is 0 until it is trained
adapted.dispose();
