import { type Batch, heightAndWidth, type Size } from '@ftn/datasets';

/** Images of one colour with everything a task may learn from them. */
export function blankBatch(images: number, size: Size): Batch {
  const [height, width] = heightAndWidth(size);
  const pixels = images * height * width;
  const floats = (channels: number, value: number) => ({
    data: new Float32Array(pixels * channels).fill(value),
    shape: [images, height, width, channels],
  });
  return {
    images: floats(3, 0.5).data,
    shape: [images, height, width, 3],
    indices: Int32Array.from({ length: images }, (_, i) => i),
    label: { data: new Int32Array(images), shape: [images] },
    edge: floats(1, 0),
    labels: { data: new Int32Array(pixels), shape: [images, height, width] },
    normals: floats(3, Math.sqrt(1 / 3)),
    depth: floats(1, 1),
  };
}
