import { relu } from '@ftn/ops';
import {
  add,
  div,
  keep,
  mul,
  slice,
  softmax,
  type Tensor1D,
  tensor1d,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import type { BlockGate, BlockPolicy, PolicyLogitPair, PolicyNoise } from '../../layers/block-policy.js';
import type { ParameterMap, StoredLayer } from '../../layers/parametrization.js';

const select: BlockGate = { apply: (_skip, branch) => branch() };

/** What the block puts out where F = 0. The branch is never computed. */
const skipped: BlockGate = { apply: (skip) => relu(skip) };

/**
 * Two logits, (select, skip), and once decided which of the two it is. A skipped block is relu(skip): for an identity
 * skip, which is never negative, that is the skip itself.
 */
export class SelectOrSkip implements BlockPolicy {
  readonly group = 'policy';
  readonly #logits: Variable & Tensor1D;
  #decision: Tensor1D | null = null;

  /** Copies the logits. */
  constructor(logits: Tensor1D, decision: boolean | null = null) {
    this.#logits = variable(logits) as Variable & Tensor1D;
    if (decision !== null) this.decide(decision);
  }

  get trainable(): ParameterMap {
    return this.#decision ? new Map() : new Map([['logits', this.#logits]]);
  }

  get logits(): PolicyLogitPair {
    const [first, second] = this.#logits.dataSync();
    return [first!, second!];
  }

  get probability(): number {
    const [first, second] = this.logits;
    return 1 / (1 + Math.exp(second - first));
  }

  get selected(): boolean {
    if (this.#decision) return this.#decision.dataSync()[0] === 1;
    const [first, second] = this.logits;
    return first >= second;
  }

  adopt(logits: PolicyLogitPair): void {
    const values = tensor1d([...logits]);
    this.#logits.assign(values);
    values.dispose();
  }

  decide(selected: boolean): void {
    this.#decision?.dispose();
    this.#decision = keep(tensor1d([selected ? 1 : 0]));
  }

  gate(mode: 'train' | 'eval'): BlockGate {
    if (mode === 'train' && !this.#decision) return this.sample([0, 0], 1);
    return this.selected ? select : skipped;
  }

  sample(noise: PolicyNoise, temperature: number): BlockGate {
    return {
      apply: (skip, branch) => {
        const shares = softmax(div(add(this.#logits, tensor1d([...noise])), temperature));
        return add(mul(branch(), slice(shares, 0, 1)), mul(relu(skip), slice(shares, 1, 1)));
      },
    };
  }

  /** The logits, and what was decided: 1 to select, 0 to skip. */
  stored(): StoredLayer {
    const stored = new Map<string, Tensor1D>([['logits', this.#logits]]);
    return this.#decision ? stored.set('selected', this.#decision) : stored;
  }

  dispose(): void {
    this.#logits.dispose();
    this.#decision?.dispose();
  }
}
