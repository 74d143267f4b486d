import { Domain, mergedNetwork } from '@ftn/adapters';
import { Backbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import { type Tensor4D, zeros } from '@tensorflow/tfjs-core';

await startEngine();
const backbone = Backbone.random(createArchitecture('resnet18'), new RandomStream(0));
const method = createMethod('ftn', { rank: 10 });
const birds = Domain.create({ name: 'birds', backbone, method, classes: ['jay', 'wren'], seed: 0 });
console.log(birds.counts());
const image = zeros([1, 64, 64, 3]) as Tensor4D;
console.log(birds.forward(image, 'eval').output.shape);
const merged = mergedNetwork(birds); // ΔW added to the kernels once: the speed of the plain network
console.log(merged.forward(image).shape);
for (const held of [merged, birds, backbone]) held.dispose();
