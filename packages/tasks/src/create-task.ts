import { suggest, UsageError } from '@ftn/errors';
import type { ClassLoss } from './class-loss.js';
import { classificationTask } from './classification.js';
import { type Decoder, givenSizes } from './decoder.js';
import { depthTask } from './depth.js';
import { edgeTask } from './edge.js';
import { normalsTask } from './normals.js';
import { type DenseProtocol, denseProtocols } from './protocols.js';
import { reconstructionTask } from './reconstruction.js';
import { semsegTask } from './semseg.js';
import type { Task } from './task.js';

/** What tasks are made from. */
export interface TaskOptions {
  /** Names of the classes: of images, or of the labels of their pixels. */
  readonly classes: readonly string[];
  /** Weights and constants of the losses of maps; default RCM's. */
  readonly protocol?: DenseProtocol | undefined;
  /** What is changed of the loss of classes of images; default nothing. */
  readonly classLoss?: ClassLoss | undefined;
  /** Sizes of the decoder of maps; default the paper's. */
  readonly decoder?: { readonly [K in keyof Decoder]?: Decoder[K] | undefined } | undefined;
}

/** The classes and settings that a task is made of, each with its value. */
export interface ResolvedTaskOptions {
  readonly classes: readonly string[];
  readonly classLoss: ClassLoss;
  readonly protocol: DenseProtocol;
  readonly decoder: Decoder;
}

/** Makes a task of the classes and settings at hand. */
export type TaskFactory = (options: ResolvedTaskOptions) => Task;

/** The tasks by name. Nothing outside this table asks which task it has. */
const table = new Map<string, TaskFactory>([
  ['classification', ({ classes, classLoss }) => classificationTask(classes, classLoss)],
  ['edge', ({ protocol, decoder }) => edgeTask(protocol, decoder)],
  ['semseg', ({ protocol, decoder, classes }) => semsegTask(protocol, decoder, classes)],
  ['normals', ({ protocol, decoder }) => normalsTask(protocol, decoder)],
  ['depth', ({ protocol, decoder }) => depthTask(protocol, decoder)],
  ['reconstruction', ({ classes }) => reconstructionTask(classes)],
]);

/** The names of all tasks, those registered by a program too. */
export const taskNames = (): string[] => [...table.keys()];

/**
 * Adds a task under a name of its own, for this process.
 *
 * @throws UsageError where the name is taken
 */
export function registerTask(name: string, factory: TaskFactory): void {
  if (table.has(name))
    throw new UsageError(`the task '${name}' is already registered`, { hint: 'Choose another name.' });
  table.set(name, factory);
}

/**
 * The named task.
 *
 * @throws UsageError for a name there is none of, with the nearest one, and for settings of classes where its loss has none
 */
export function createTask(name: string, { classes, classLoss, protocol, decoder = {} }: TaskOptions): Task {
  const factory = table.get(requireTask(name))!;
  const { width, lowLevelWidth, rates } = decoder;
  const task = factory({
    classes,
    classLoss: classLoss ?? {},
    protocol: protocol ?? denseProtocols.rcm,
    decoder: givenSizes({ width, lowLevelWidth, rates }),
  });
  const setting = Object.entries(classLoss ?? {}).find(([, value]) => value !== undefined);
  if (!setting || task.classLoss === classLoss) return task;
  throw new UsageError(`${setting[0]} does not apply to '${name}'`, {
    expected: 'a task that gives every image one class',
    hint: `Leave ${setting[0]} out of the recipe.`,
  });
}

/** The name itself, where there is such a task; UsageError names the nearest. */
export function requireTask(name: string): string {
  if (table.has(name)) return name;
  throw new UsageError(`unknown task '${name}'`, { hint: suggest(name, taskNames()) });
}
