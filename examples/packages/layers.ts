import { type ConvLayer, kernelShape, kernelSize, stepsOf } from '@ftn/layers';

const conv: ConvLayer = {
  kind: 'conv',
  name: 'layer2.0.conv1', // torchvision's name
  kernel: [3, 3],
  inChannels: 64,
  outChannels: 128,
  stride: 2,
  padding: 1,
  dilation: 1,
};
console.log(kernelShape(conv), kernelSize(conv)); // HWIO
console.log(stepsOf(conv));
