import { createBatchLoader, openImageSplits, smallTraining } from '@ftn/datasets';

const { train, classes } = await openImageSplits('flowers', { val: { fraction: 0.1, seed: 1 } });
await using loader = createBatchLoader({
  dataset: train,
  batchSize: 8,
  transforms: smallTraining(32),
  targets: ['label'],
  seed: 1,
  shuffle: true,
}); // without `using`: await loader.close() when it is no longer needed
for await (const { images, shape, label } of loader.batches(0)) {
  console.log(classes, shape, images.length, label?.data.length); // NHWC, Float32Array
  break;
}
