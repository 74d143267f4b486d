import type { DenseSource } from '../dense/dense-dataset.js';
import type { ImageSource } from '../image-dataset.js';
import type { BatchTask } from './assemble.js';

/** A view of a larger buffer would be sent with all of it: a task's pixels leave alone, unless memory is shared. */
export function detached(task: BatchTask): BatchTask {
  return task.kind === 'images'
    ? { ...task, sources: task.sources.map(detachedImage) }
    : { ...task, sources: task.sources.map(detachedSample) };
}

function detachedImage(source: ImageSource): ImageSource {
  return source.kind === 'file' ? source : { ...source, data: alone(source.data) };
}

function detachedSample(source: DenseSource): DenseSource {
  if (source.kind !== 'memory') return source;
  const entries = Object.entries(source.sample).map(([key, value]) => [
    key,
    ArrayBuffer.isView(value) ? alone(value as Uint8Array | Float32Array) : value,
  ]);
  return { kind: 'memory', sample: Object.fromEntries(entries) };
}

/** Not `data.slice()`: Node's Buffer, which is a Uint8Array, gives a view there. */
function copyOf(data: Uint8Array | Float32Array): Uint8Array | Float32Array {
  return data instanceof Uint8Array ? Uint8Array.from(data) : data.slice();
}

function alone<T extends Uint8Array | Float32Array>(data: T): T {
  const whole = data.byteLength === data.buffer.byteLength;
  return whole || data.buffer instanceof SharedArrayBuffer ? data : (copyOf(data) as T);
}
