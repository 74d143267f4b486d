import { startEngine } from '@ftn/engine';
import { createTask, taskNames } from '@ftn/tasks';
import { tensor2d } from '@tensorflow/tfjs-core';

await startEngine();
console.log(taskNames().slice(0, 3));
const task = createTask('classification', { classes: ['jay', 'wren'] });
const label = { data: Int32Array.of(0, 1), shape: [2] as const };
const indices = Int32Array.of(0, 1);
const batch = { images: new Float32Array(2 * 3), shape: [2, 1, 1, 3] as const, indices, label };
const logits = tensor2d([9, 0, 9, 0], [2, 2]); // sure of a jay, twice
console.log(task.loss(logits, batch).dataSync()[0]);
const meter = task.meter();
meter.update(logits.dataSync<'float32'>(), batch);
console.log(task.metric.name, (await meter.result()).metrics.accuracy);
