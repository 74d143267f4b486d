import { suggest, UsageError } from '@ftn/errors';
import { type DenseTask, type DenseTaskName, denseTaskNames } from './dense-task.js';
import { depthTask } from './depth.js';
import { edgeTask } from './edge.js';
import { normalsTask } from './normals.js';
import { type DenseProtocol, denseProtocols } from './protocols.js';
import { semsegTask } from './semseg.js';

export interface DenseTaskOptions {
  /** Names of the labels: what semantic segmentation tells apart. */
  readonly classes: readonly string[];
  /** Weights and constants of the losses; default RCM's. */
  readonly protocol?: DenseProtocol;
}

/** The dense tasks by name. Nothing outside this table asks which task it has. */
const tasks: Record<DenseTaskName, (protocol: DenseProtocol, classes: readonly string[]) => DenseTask> = {
  edge: edgeTask,
  semseg: semsegTask,
  normals: normalsTask,
  depth: depthTask,
};

/** The named task; an unknown name is a UsageError that says the known ones. */
export function createDenseTask(name: string, options: DenseTaskOptions): DenseTask {
  if (!Object.hasOwn(tasks, name)) {
    throw new UsageError(`unknown task '${name}'`, { hint: suggest(name, denseTaskNames) });
  }
  return tasks[name as DenseTaskName](options.protocol ?? denseProtocols.rcm, options.classes);
}
