// The whole public surface of @ftn/tasks that runs in a browser. Meters on threads: '@ftn/tasks/node'.
export type { ClassLoss } from './class-loss.js';
export { classificationTask } from './classification.js';
export {
  createTask,
  type ResolvedTaskOptions,
  registerTask,
  requireTask,
  type TaskFactory,
  type TaskOptions,
  taskNames,
} from './create-task.js';
export type { Decoder } from './decoder.js';
export { type DenseProtocol, denseProtocols } from './protocols.js';
export { targetOf } from './target-of.js';
export type {
  ClassCount,
  ClassDecision,
  Confusion,
  Measurement,
  Prediction,
  Task,
  TaskHead,
  TaskMeter,
} from './task.js';
