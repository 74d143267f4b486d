import type { StopRequest } from '@ftn/training';
import type { CellState } from './cell-folder.js';

/** A run that this process has taken in a store: what it writes counts until another one takes it over. */
export interface StoredRun extends AsyncDisposable {
  /** Aborted once the run is lost to another process, or the store takes nothing more; its reason is the error. */
  readonly lost: AbortSignal;
  /** Returns while this process has the run. @throws LockedError once another one took it over */
  assertHeld(): Promise<void>;
  /** Brings the run's newest checkpoint, with all it needs to go on, into the store. */
  save(): Promise<void>;
  /** Brings what came of the run into the store, which ends it there. @throws LockedError as `assertHeld` */
  end(state: 'finished' | 'failed'): Promise<void>;
}

/** How a run is taken in a store. */
export interface TakeOptions {
  /** Milliseconds without a sign of life after which another process may take the run over. */
  readonly lease?: number | undefined;
  /** Ends the waiting for a holder who may be gone. */
  readonly stop?: StopRequest | undefined;
  /** Told what of the store is damaged and was passed over. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** How it is told who lives. */
export interface StandingOptions {
  /** Asked once, so that the store's clock, compared with this machine's, says who lives; else what changes from look to look. */
  readonly once?: boolean | undefined;
  /** Milliseconds without a sign of life after which a run goes on no more; default 30,000. */
  readonly lease?: number | undefined;
}

/**
 * Where a sweep is kept for machines that share no folder: the store is the truth, and a folder each machine's own copy of what
 * it needs. `openStore` of `@ftn/store` opens one.
 */
export interface SweepStore {
  /** Its address as it may be said. */
  readonly shown: string;
  /** The name of the sweep's queue, the same on every machine. */
  readonly queueName: string;
  /** Brings the plan that the store has into a folder, and says whether it has one; where it has none, what is there stays. */
  pullPlan(out: string): Promise<boolean>;
  /** Brings the plan of a folder into the store. */
  pushPlan(out: string): Promise<void>;
  /** How all runs stand that anybody began, by id. */
  standing(options?: StandingOptions): Promise<ReadonlyMap<string, CellState>>;
  /** Brings what came of a run into its folder, without its checkpoints. @throws FormatError where the store's copy is damaged */
  pull(folder: string, id: string): Promise<void>;
  /**
   * Takes a run, and brings its folder to where the store is: what the folder has beyond that stays.
   *
   * @throws LockedError where another process has it and lives
   */
  take(folder: string, id: string, options: TakeOptions): Promise<StoredRun>;
  /** Forgets why a run failed: it is to be tried again. */
  forgetFailure(id: string): Promise<void>;
}
