import { exportOnnx } from 'ftn';

const options = { foldBatchNorm: true, dynamicBatch: true, softmax: true };
const { file, nodes, input, output } = await exportOnnx({
  adapter: 'runs/flowers',
  out: 'flowers.onnx',
  ...options,
});
console.log(file, nodes, input.shape, output.shape);
