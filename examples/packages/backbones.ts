import { Backbone, countBackbone, createArchitecture } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { RandomStream } from '@ftn/random';
import { type Tensor4D, zeros } from '@tensorflow/tfjs-core';

await startEngine();
const architecture = createArchitecture('resnet18'); // layers by torchvision's names, no weights
console.log(countBackbone(architecture).parameters, architecture.convolutions[0]?.name);
const backbone = Backbone.random(architecture, new RandomStream(0));
const features = backbone.forward(zeros([1, 64, 64, 3]) as Tensor4D);
console.log(features.layer4?.shape); // 32 input pixels for one
backbone.dispose();
