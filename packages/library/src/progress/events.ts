import type { EngineInfo } from '@ftn/engine';
import type { TaskResult } from '@ftn/training';

/** The progress of a piece of work, in its own units. */
export interface Share {
  readonly done: number;
  readonly total: number;
}

/** A training step. */
export interface StepEvent {
  readonly kind: 'step';
  /** What is being trained, e.g. `ftn R=8 · sketch`. */
  readonly run: string;
  readonly step: number;
  readonly totalSteps: number;
  /** From 0. */
  readonly epoch: number;
  /** Epochs in all; null where the stages of a method are not known ahead. */
  readonly epochs: number | null;
  /** The loss of each task by its name. */
  readonly losses: Readonly<Record<string, number>>;
  readonly images: number;
  readonly seconds: number;
  /** How far the whole of several runs is, counted in runs. */
  readonly whole?: Share;
}

/** The end of an epoch. */
export interface EpochEvent {
  readonly kind: 'epoch';
  readonly run: string;
  /** From 0. */
  readonly epoch: number;
  readonly epochs: number | null;
  /** Mean loss of its steps. */
  readonly loss: number;
  /** The metrics of held-out images, by name; empty where none were measured. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether it is the best so far. */
  readonly best: boolean;
}

/** The events of a run. */
export type RunEvent =
  | { readonly kind: 'engine'; readonly engine: EngineInfo }
  /** A line for people: memory, a resumed run, what was held out. */
  | { readonly kind: 'note'; readonly text: string }
  | StepEvent
  | EpochEvent
  /** Work other than training: reading, testing, drawing. */
  | ({ readonly kind: 'progress'; readonly label: string; readonly detail?: string } & Share)
  /** Work shown by `progress` ended. */
  | { readonly kind: 'done'; readonly label: string }
  /** A system was trained and tested; `folder` holds what it left. */
  | { readonly kind: 'result'; readonly result: TaskResult; readonly folder: string | null };

/** Where work sends its events. */
export type Emit = (event: RunEvent) => void;
