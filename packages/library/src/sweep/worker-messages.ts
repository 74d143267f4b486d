import type { ComparedTraining } from '../compare/compared-runs.js';
import type { KindRequest } from '../estimate/count-kind.js';
import type { KindCost } from '../estimate/measure-kinds.js';
import type { AdaptedTraining } from '../generation/adapted-options.js';
import type { RunEvent } from '../progress/events.js';
import type { Trained } from '../train/trained.js';
import type { CellOptions } from './run-identity.js';

/** A run that others stand on, which the process that plans them trains itself. */
interface SharedTraining {
  /** What it is called. */
  readonly shared: string;
}

/** What a run of any plan is trained from: of a sweep, of a comparison, of a generator's adaptations, or what others stand on. */
export type CellTraining = CellOptions | ComparedTraining | AdaptedTraining | SharedTraining;

/** A run that is to be trained. */
export interface TrainRequest {
  readonly kind: 'train';
  readonly options: CellTraining;
  /** The folder it trains in. */
  readonly out: string;
  /** Bytes it may take; undefined leaves it what the machine has free. */
  readonly memoryLimit?: number | undefined;
  readonly threads: number;
  /** What proves that the sweep holds the run: see `assertProof`. */
  readonly proof: string;
}

/** What a sweep asks of a worker. */
export type WorkerRequest =
  | TrainRequest
  /** Measure what runs take, by one of each kind. */
  | { readonly kind: 'measure'; readonly kinds: readonly KindRequest[]; readonly threads: number }
  /** Stop after the step being taken, with a checkpoint. */
  | { readonly kind: 'stop'; readonly exitCode: 130 | 143 };

/** How a training in a worker ended. */
export type WorkerEnd =
  | { readonly kind: 'trained'; readonly trained: readonly Trained[]; readonly engine: string }
  | { readonly kind: 'stopped' }
  /** Another process trains this run. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly message: string };

/** How a measuring in a worker ended. */
export type MeasureEnd =
  | { readonly kind: 'measured'; readonly costs: readonly KindCost[] }
  | { readonly kind: 'failed'; readonly message: string };

/** What a worker says. */
export type WorkerAnswer =
  | { readonly kind: 'event'; readonly event: RunEvent }
  /** Its engine has started, so many seconds after the process was. */
  | { readonly kind: 'ready'; readonly seconds: number }
  | WorkerEnd
  | MeasureEnd;
