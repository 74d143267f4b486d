import type { Parameter } from '@ftn/adapters';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { System } from './systems.js';

/** What the laws ask of a domain, whatever network it stands on. */
export interface LawDomain extends Disposable {
  parameters(): Parameter[];
  stored(): Map<string, Tensor>;
}

/** Which of two batches. */
export type Which = 0 | 1;

/** A shared network whose domains are held to the laws. */
export interface LawSubject<D extends LawDomain = LawDomain> {
  readonly title: string;
  /** Makes the shared network on the engine that runs. */
  open(): void;
  close(): void;
  /** The shared weights. */
  weights(): ReadonlyMap<string, Tensor>;
  fresh(system: System, seed?: number): D;
  /** The output for a batch in evaluation. */
  output(domain: D, which: Which): Float32Array;
  /** The output of the shared network itself, under what a domain has of its own beside it. */
  outputOfShared(domain: D, which: Which): Float32Array;
  /** How far a fresh domain's output may be from that, relatively: 0 means to the bit. */
  startsWithin(system: System): number;
  /** The output of the merged network, run as an ordinary one. */
  outputOfMerged(domain: D, which: Which): Float32Array;
  merge(domain: D): void;
  /** Trains for some steps, each on the same batch, and gives the losses. */
  train(domain: D, which: Which, steps: number): number[];
  /** What training follows, with every penalty, differentiable. */
  loss(domain: D, which: Which): Scalar;
  /** The domain as its files give it back. */
  reread(domain: D): Promise<D>;
  /** What a domain says it adds = the scalars its file keeps = the method's formula. */
  expectExactCounts(domain: D): void;
  /** Whether a network that is trained with its domains is stored once; only where there are such. */
  expectStoredOnce?(system: System): Promise<void>;
}
